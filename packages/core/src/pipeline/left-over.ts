import type { Store, StoreOptions } from '../store/store.js'
import { endRecord, readBegun, type BegunRecord } from './begun-record.js'
import { receiptDigest } from './receipt.js'
import type { Receipts } from './receipts.js'

/** Whether an archive has a receipt, though what it was to become was not done with: the run died in between. */
export function isUnfinished(leftOver: readonly BegunRecord[], receipts: Receipts, archive: string): boolean {
  const records = receipts.of(archive).map(({ record }) => record)
  return leftOver.some((begun) => begun.archive === archive && records.includes(receiptDigest(begun.recordId)))
}

/** Whether an attempt that died has left something of an archive. */
export function hasLeftOver(leftOver: readonly BegunRecord[], archive: string): boolean {
  return leftOver.some((begun) => begun.archive === archive)
}

/**
 * Remove what attempts that died have left of records which their archives are not of any more, and what says that there may be more, where
 * a receipt names all. To be called when nothing else is written: another archive may have the record now.
 */
export async function removeLeftOver(
  store: Store,
  leftOver: readonly BegunRecord[],
  receipts: Receipts,
  options: StoreOptions,
): Promise<void> {
  for (const { archive, recordId } of leftOver) {
    const now = receipts.of(archive)
    if (now.length === 0) continue
    const begun = await readBegun(store, recordId, options)
    if (begun?.archive !== archive) continue
    if (now.some(({ record }) => record === receiptDigest(recordId))) {
      if (!(await isWhole(begun, receipts, options))) continue
    } else for (const key of begun.objects) await store.delete(key, options)
    await endRecord(store, recordId, options)
  }
}

/** Whether a receipt names all that there may be: only the end was not said. */
async function isWhole({ archive, sourceVersion, objects }: BegunRecord, receipts: Receipts, options: StoreOptions): Promise<boolean> {
  const [name, ...further] = receipts.of(archive)
  if (name?.sourceVersion !== receiptDigest(sourceVersion) || further.length > 0) return false
  const named = new Set((await receipts.find(name, options))?.objects)
  return objects.every((key) => named.has(key))
}
