import { BridgeDownstreamError } from '@bridge-downstream/core'

/**
 * A message that no further try would make better. It goes to the invalid queue and is not delivered again.
 *
 * Codes: `not-json`, `no-notification` (it is JSON of another form), `no-object` (it names no object), `no-study` (it names an object, but
 * no study has it), `outside-uploads` (the object lies under none of its study's `uploads`).
 */
export class RefusedMessage extends BridgeDownstreamError {
  override readonly name = 'RefusedMessage'
}
