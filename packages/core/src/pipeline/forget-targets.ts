import type { Store, StoreOptions } from '../store/store.js'
import { listBegun, type BegunRecord } from './begun-record.js'
import { readReason } from './quarantine.js'
import { metadataDigests, receiptDigest, type Receipt, type ReceiptName } from './receipt.js'
import type { Receipts } from './receipts.js'
import { findStrays, type Stray } from './stray-objects.js'

/** Whom to forget. */
export interface ForgetRequest {
  /** Ids of records. */
  readonly records?: readonly string[] | undefined
  /** Values of a key of the user metadata, such as `{ key: 'healthcode', values: […] }`: all records of these participants. */
  readonly participants?: { readonly key: string; readonly values: readonly string[] } | undefined
}

/** What is known of those who are to be forgotten. */
export interface ForgetTargets {
  /** What became of their archives. */
  readonly receipts: readonly ForgetTarget[]
  /** What lies in JSON datasets and quarantine besides what these receipts name. */
  readonly strays: readonly Stray[]
  /** What was being written of them. */
  readonly begun: readonly BegunRecord[]
  /** Digests of records that no receipt tells of. */
  readonly unreceipted: readonly string[]
}

export interface ForgetTarget {
  readonly name: ReceiptName
  readonly receipt: Receipt
}

/**
 * Find everything of the records and participants that are asked for: by receipts, and by what objects say of themselves, since a run that
 * died has written objects without a receipt. A record is one participant's, so whatever else is of it is found with it.
 */
export async function findTargets(
  store: Store,
  receipts: Receipts,
  { records: recordIds = [], participants }: ForgetRequest,
  options: StoreOptions,
): Promise<ForgetTargets> {
  const records = new Set(recordIds.map(receiptDigest))
  const isOfParticipant = isOf(participants)
  const named = new Set<string>()
  const living = [...receipts.all].filter(({ outcome }) => outcome !== 'forgotten')
  for (const name of participants ? living : []) {
    const receipt = await receipts.read(name, options)
    for (const key of [...receipt.objects, ...receipt.quarantine]) named.add(key)
    if (!records.has(name.record) && isOfParticipant(await digestsOf(store, receipt, options))) records.add(name.record)
  }
  const allBegun = await listBegun(store, options)
  for (const one of allBegun) if (isOfParticipant(one.metadataDigests)) records.add(receiptDigest(one.recordId))
  const owners = new Map(allBegun.flatMap(({ objects, recordId }) => objects.map((key) => [key, recordId] as const)))
  const found = await findStrays(store, { recordIds, begun: owners, anyRecord: participants !== undefined, named }, options)
  for (const { recordId, metadata } of found)
    if (recordId !== undefined && isOfParticipant(metadataDigests(metadata))) records.add(receiptDigest(recordId))
  const targets: ForgetTarget[] = []
  for (const name of living) if (records.has(name.record)) targets.push({ name, receipt: await receipts.read(name, options) })
  const theirs = new Set(targets.flatMap(({ receipt }) => [...receipt.objects, ...receipt.quarantine]))
  const strays = found.filter(
    ({ keys, recordId, metadata }) =>
      !keys.some((key) => theirs.has(key)) &&
      (recordId === undefined ? isOfParticipant(metadataDigests(metadata)) : records.has(receiptDigest(recordId))),
  )
  const receipted = new Set([...receipts.all].map(({ record }) => record))
  const begun = allBegun.filter(({ recordId }) => records.has(receiptDigest(recordId)))
  const others = new Set([...strays, ...begun].flatMap(({ recordId }) => (recordId === undefined ? [] : [receiptDigest(recordId)])))
  return { receipts: targets, strays, begun, unreceipted: [...others].filter((record) => !receipted.has(record)) }
}

/** Whether an archive with this user metadata, as digests, is of one of the participants. */
function isOf(participants: ForgetRequest['participants']): (digests: Readonly<Record<string, string>>) => boolean {
  if (!participants) return () => false
  const { key, values } = participants
  const wanted = new Set(values.map(receiptDigest))
  return (digests) => Object.hasOwn(digests, key) && wanted.has(digests[key]!)
}

/** Where a receipt does not say it, what was made of its archive does. */
async function digestsOf(
  store: Store,
  { metadataDigests: digests, objects, quarantine }: Receipt,
  options: StoreOptions,
): Promise<Readonly<Record<string, string>>> {
  if (digests) return digests
  const [object] = objects
  const [, reason] = quarantine
  const head = object === undefined ? undefined : await store.head(object, options)
  return metadataDigests(head?.metadata ?? (reason === undefined ? undefined : (await readReason(store, reason, options)).metadata) ?? {})
}
