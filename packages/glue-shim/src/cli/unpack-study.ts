import { unpack, type Store, type UnpackLedger, type UnpackSource } from '@bridge-downstream/core'
import type { ProgressLine } from './progress-line.js'
import type { Study } from '../study/open-study.js'
import { savePins } from '../study/save-pins.js'
import type { Workers } from './with-workers.js'

export interface UnpackStudyOptions {
  readonly force: boolean | undefined
  readonly signal: AbortSignal
  readonly progress: ProgressLine
  readonly workers: Workers
}

/** Unpack a study's archives, drawing how far it is, and keep the pins of new schemas. */
export async function unpackStudy(
  sources: readonly UnpackSource[],
  store: Store,
  study: Study,
  { force, signal, progress, workers }: UnpackStudyOptions,
): Promise<UnpackLedger> {
  const onProgress = ({ archives }: { readonly archives: number }): void => progress.draw('unpacking', archives, sources.length)
  const ledger = await unpack(sources, store, { ...workers.unpack, examine: study.options, force, signal, onProgress })
  await savePins(study.pins)
  return ledger
}
