import type { Store, StoreOptions } from '../store/store.js'
import { readBegun } from './begun-record.js'
import { isReopened, receiptDigest } from './receipt.js'
import { Receipts } from './receipts.js'

/**
 * Keys of objects of a record that somebody else has, or is becoming, as it stands now: two runs at the same time may have taken the record from
 * two archives, or from two versions of one. To be asked right before anything of the record is removed.
 *
 * @param removed key of the receipt that is to go, if one is.
 */
export async function objectsOfOthers(
  store: Store,
  { recordId, archive }: { readonly recordId: string; readonly archive: string },
  removed: string | undefined,
  options: StoreOptions,
): Promise<ReadonlySet<string>> {
  const own = receiptDigest(archive)
  const receipts = await Receipts.ofRecord(store, recordId, options)
  const keys = new Set<string>()
  for (const name of receipts.all) {
    if (name.outcome !== 'taken' || name.key === removed || (name.archive === own && isReopened(name))) continue
    for (const key of (await receipts.find(name, options))?.objects ?? []) keys.add(key)
  }
  const begun = await readBegun(store, recordId, options)
  if (begun && begun.archive !== archive) for (const key of begun.objects) keys.add(key)
  return keys
}
