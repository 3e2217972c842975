import type { Store, StoreOptions } from '../store/store.js'
import { forgetInArchives } from './forget-in-archives.js'
import { forgetInLedgers } from './forget-in-ledgers.js'
import { readReason } from './quarantine.js'
import { receiptDigest, type Receipt, type ReceiptName } from './receipt.js'
import { Receipts } from './receipts.js'

/** Whom to forget. */
export interface ForgetRequest {
  /** Ids of records. */
  readonly records?: readonly string[] | undefined
  /** Values of a key of the user metadata, such as `{ key: 'healthcode', values: […] }`: all records of these participants. */
  readonly participants?: { readonly key: string; readonly values: readonly string[] } | undefined
}

/** What was removed. Names nobody. */
export interface ForgetLedger {
  readonly archives: number
  readonly objects: number
  readonly quarantined: number
  /** Ledgers of earlier runs from which names were removed. */
  readonly ledgers: number
  /** Partitions that were removed from archived Parquet, for all records that they held. */
  readonly archivedPartitions: number
  /** Files below `parquet/archive/` that others have put there, and that do not say whose rows they hold; they are left alone. */
  readonly uncheckedFiles: number
}

/**
 * Remove records from the JSON datasets, from quarantine, from the ledgers of earlier runs and from archived Parquet, and see to it that they
 * do not come back: their archives stay where they came from, and are passed over from now on. Of archived Parquet the partitions that hold
 * them go as a whole: their other records can be had from the JSON datasets.
 *
 * Parquet parts still hold them until `rebuild` has run, which finds their partitions stale. Cut off, it is done by asking again.
 */
export async function forget(store: Store, request: ForgetRequest, options: StoreOptions = {}): Promise<ForgetLedger> {
  const receipts = await Receipts.open(store, options)
  const names = await findTargets(store, receipts, request, options)
  let [objects, quarantined] = [0, 0]
  const forgotten: Receipt[] = []
  for (const name of names) {
    const receipt = await receipts.read(name, options)
    forgotten.push(receipt)
    for (const key of [...receipt.objects, ...receipt.quarantine]) await store.delete(key, options)
    objects += receipt.objects.length
    quarantined += receipt.quarantine.length === 0 ? 0 : 1
  }
  // Before the receipts: without them, nobody would know any more whose names to look for.
  const ledgers = await forgetInLedgers(store, forgotten, options)
  for (const name of names) await receipts.forget(name, options)
  // After the receipts: whoever archives meanwhile looks at them last, so that one of both sees what the other did.
  const archived = await forgetInArchives(store, await Receipts.open(store, options), options)
  return { archives: names.length, objects, quarantined, ledgers, ...archived }
}

async function findTargets(store: Store, receipts: Receipts, request: ForgetRequest, options: StoreOptions): Promise<ReceiptName[]> {
  const records = new Set(request.records?.map(receiptDigest))
  const found: ReceiptName[] = []
  for (const name of receipts.all) {
    if (name.outcome === 'forgotten') continue
    if (records.has(name.record) || (await isOfParticipant(store, await receipts.read(name, options), request, options))) found.push(name)
  }
  return found
}

async function isOfParticipant(
  store: Store,
  { objects, quarantine }: Receipt,
  { participants }: ForgetRequest,
  options: StoreOptions,
): Promise<boolean> {
  if (!participants) return false
  const [object] = objects
  const [, reason] = quarantine
  const head = object === undefined ? undefined : await store.head(object, options)
  const metadata = head?.metadata ?? (reason === undefined ? undefined : (await readReason(store, reason, options)).metadata)
  const value = metadata?.[participants.key]
  return value !== undefined && participants.values.includes(value)
}
