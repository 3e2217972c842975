import type { Store, StoreOptions } from '../store/store.js'
import type { ReceiptOutcome } from './receipt.js'
import { Receipts } from './receipts.js'
import type { UnpackSource } from './unpack-runner.js'

/** What an unpack would find; nothing but receipts' keys is read for it. */
export interface UnpackStatus {
  /** Archives that no run has seen. */
  readonly new: number
  /** Archives that have changed since. */
  readonly changed: number
  /** Archives that need nothing more. */
  readonly done: number
  /** All archives that any run has dealt with, also those that are not among the sources. */
  readonly receipts: Readonly<Record<ReceiptOutcome, number>>
}

/** How archives stand to what has been unpacked. */
export async function unpackStatus(sources: Iterable<UnpackSource>, store: Store, options: StoreOptions = {}): Promise<UnpackStatus> {
  const receipts = await Receipts.open(store, options)
  const counts = { new: 0, changed: 0, done: 0 }
  for (const { name, version } of sources) {
    if (receipts.isDone(name, version)) counts.done++
    else if (receipts.of(name).length > 0) counts.changed++
    else counts.new++
  }
  const outcomes = { taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 }
  for (const { outcome } of receipts.all) outcomes[outcome]++
  return { ...counts, receipts: outcomes }
}
