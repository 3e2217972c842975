import { BridgeDownstreamError } from '@bridge-downstream/core'

/** A study that the configuration does not have. It may have it tomorrow, so whoever asks may ask again. */
export class UnknownStudyError extends BridgeDownstreamError {
  override readonly name = 'UnknownStudyError'

  constructor(app: string, study: string) {
    super(`The configuration has no study ${JSON.stringify(study.slice(0, 100))} of the app ${JSON.stringify(app.slice(0, 100))}`, {
      code: 'unknown-study',
      hint: 'Add it, then have the message delivered again.',
    })
  }
}
