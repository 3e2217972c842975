import type { Store, StoreOptions } from '../store/store.js'
import { readBegun } from './begun-record.js'
import { isReopened, receiptDigest } from './receipt.js'
import { Receipts } from './receipts.js'

/** Of what objects are to go. */
export interface RemovedFrom {
  readonly recordId: string
  readonly archive: string
  /** Key of the receipt that is to go too, if one is. */
  readonly receipt?: string | undefined
}

/**
 * Remove objects of a record, but for those that somebody else has, or is becoming, as it stands now: two runs at the same time may have taken
 * the record from two archives, or from two versions of one.
 */
export async function removeObjects(store: Store, keys: readonly string[], from: RemovedFrom, options: StoreOptions): Promise<void> {
  if (keys.length === 0) return
  const others = await objectsOfOthers(store, from, options)
  for (const key of keys) if (!others.has(key)) await store.delete(key, options)
}

async function objectsOfOthers(
  store: Store,
  { recordId, archive, receipt }: RemovedFrom,
  options: StoreOptions,
): Promise<ReadonlySet<string>> {
  const own = receiptDigest(archive)
  const receipts = await Receipts.ofRecord(store, recordId, options)
  const keys = new Set<string>()
  for (const name of receipts.all) {
    if (name.outcome !== 'taken' || name.key === receipt || (name.archive === own && isReopened(name))) continue
    for (const key of (await receipts.find(name, options))?.objects ?? []) keys.add(key)
  }
  const begun = await readBegun(store, recordId, options)
  if (begun && begun.archive !== archive) for (const key of begun.objects) keys.add(key)
  return keys
}
