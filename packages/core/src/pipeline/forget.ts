import type { Store, StoreOptions } from '../store/store.js'
import { endRecord } from './begun-record.js'
import { forgetInArchives } from './forget-in-archives.js'
import { forgetInLedgers } from './forget-in-ledgers.js'
import { findTargets, type ForgetRequest, type ForgetTargets } from './forget-targets.js'
import { Receipts } from './receipts.js'

/** What was removed. Names nobody. */
export interface ForgetLedger {
  /** One for each record that only a run that died has told of. */
  readonly archives: number
  readonly objects: number
  readonly quarantined: number
  /** Ledgers of earlier runs from which names were removed. */
  readonly ledgers: number
  /** Keys of ledgers of earlier runs that are damaged: they are left as they are, and may name somebody. */
  readonly unreadLedgers: readonly string[]
  /** Partitions that were removed from archived Parquet, for all records that they held. */
  readonly archivedPartitions: number
  /** Files below `parquet/archive/` that others have put there, and that do not say whose rows they hold; they are left alone. */
  readonly uncheckedFiles: number
}

/**
 * Remove records from the JSON datasets, from quarantine, from the ledgers of earlier runs and from archived Parquet, and see to it that they
 * do not come back: their archives stay where they came from, and are passed over from now on. Of archived Parquet the partitions that hold
 * them go as a whole: their other records can be had from the JSON datasets. What a run that died has left of a record goes too.
 *
 * Parquet parts still hold them until `rebuild` has run, which finds their partitions stale. Cut off, it is done by asking again.
 */
export async function forget(store: Store, request: ForgetRequest, options: StoreOptions = {}): Promise<ForgetLedger> {
  const receipts = await Receipts.open(store, options)
  const targets = await findTargets(store, receipts, request, options)
  // First: of what has no receipt, nothing else would tell any more that it may not come back.
  for (const record of targets.unreceipted) await receipts.forgetRecord(record, options)
  let [objects, quarantined] = [0, 0]
  for (const { receipt } of targets.receipts) {
    for (const key of [...receipt.objects, ...receipt.quarantine]) await store.delete(key, options)
    objects += receipt.objects.length
    quarantined += receipt.quarantine.length === 0 ? 0 : 1
  }
  // Before receipts and strays: without them, nobody would know any more whose names to look for.
  const inLedgers = await forgetInLedgers(store, namesOf(targets), options)
  for (const { name } of targets.receipts) await receipts.forget(name, options)
  for (const { keys, kind } of targets.strays) {
    for (const key of keys) await store.delete(key, options)
    if (kind === 'object') objects++
    else quarantined++
  }
  for (const { recordId } of targets.begun) await endRecord(store, recordId, options)
  // After the receipts: whoever archives meanwhile looks at them last, so that one of both sees what the other did.
  const archived = await forgetInArchives(store, await Receipts.open(store, options), options)
  return { archives: targets.receipts.length + targets.unreceipted.length, objects, quarantined, ...inLedgers, ...archived }
}

/** Archives and records by which ledgers may tell of them. */
function namesOf({ receipts, begun, strays }: ForgetTargets): Set<string> {
  const ofArchives = [...receipts.map(({ receipt }) => receipt), ...begun].flatMap(({ archive, recordId }) => [archive, recordId])
  return new Set([...ofArchives, ...strays.flatMap(({ recordId = '' }) => [recordId])].filter((name) => name !== ''))
}
