import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store, StoreOptions } from '../store/store.js'
import { endRecord, readBegun, type BegunRecord } from './begun-record.js'
import { quarantinedSource } from './quarantined-source.js'
import { receiptDigest } from './receipt.js'
import type { Receipts } from './receipts.js'
import { removeObjects } from './remove-objects.js'
import type { UnpackSource } from './unpack-runner.js'

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
 * Archives in quarantine that a replay was taking from there when it died, and that are not among what is unpacked now: going on with them is
 * all that tells what of their records is to stay. Another process that still does the same writes the same.
 *
 * @param seen the archives, as far as something is left of them, that are unpacked now.
 */
export async function unfinishedReplays(
  store: Store,
  leftOver: readonly BegunRecord[],
  receipts: Receipts,
  seen: ReadonlySet<string>,
  options: StoreOptions,
): Promise<UnpackSource[]> {
  const sources = new Map<string, UnpackSource>()
  for (const { archive, sourceVersion } of leftOver) {
    if (seen.has(archive) || !isUnfinished(leftOver, receipts, archive)) continue
    const source = await quarantinedSource(store, receipts, receipts.of(archive), options)
    // Of another version than lies there nothing can be said: it may be among what another run unpacks.
    if (source?.version === sourceVersion) sources.set(archive, source)
  }
  return [...sources.values()].sort((a, b) => compareCodeUnits(a.name, b.name))
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
    } else await removeObjects(store, begun.objects, { recordId, archive }, options)
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
