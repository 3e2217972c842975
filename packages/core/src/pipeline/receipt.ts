import { digestHex } from '../names/digest.js'
import type { RecordReport } from './record-report.js'

/** Where receipts lie in a destination. */
export const RECEIPTS = 'receipts/'

/**
 * What became of one archive in one version: written last, when everything else of it is there. It is how a rerun knows what is done.
 */
export interface Receipt {
  readonly version: 1
  readonly archive: string
  /** What told the archive's version when it was read. */
  readonly sourceVersion: string
  readonly recordId: string
  /** SHA-256 of the archive's bytes. */
  readonly digest: string
  /** Digests of the values of the user metadata, by key: enough to tell whose it is for somebody who is asked for. Older receipts lack it. */
  readonly metadataDigests?: Readonly<Record<string, string>> | undefined
  readonly outcome: ReceiptOutcome
  /** Keys of the objects that it became. */
  readonly objects: readonly string[]
  /** Keys of the original and its reason, where it is quarantined. */
  readonly quarantine: readonly string[]
  /** Every entry, and where it went; absent for an archive that was passed over. */
  readonly report?: RecordReport | undefined
}

/**
 * - `taken`: its documents are in the JSON datasets
 * - `quarantined`: the original lies in quarantine
 * - `duplicate`: another archive of the record, with the same bytes, was taken
 * - `forgotten`: nothing of it is here, nor may come back
 */
export type ReceiptOutcome = 'taken' | 'quarantined' | 'duplicate' | 'forgotten'

export const OUTCOMES: readonly ReceiptOutcome[] = ['taken', 'quarantined', 'duplicate', 'forgotten']

/** What a receipt's key tells, so that no receipt has to be read to know what is done. */
export interface ReceiptName {
  readonly key: string
  /** Digests, so that a key names neither archive nor record. */
  readonly record: string
  readonly archive: string
  readonly sourceVersion: string
  readonly outcome: ReceiptOutcome
}

const DIGITS = 24
const NAME = new RegExp(`^${RECEIPTS}([0-9a-f]{${DIGITS}})-([0-9a-f]{${DIGITS}})-([0-9a-f]{${DIGITS}})-(${OUTCOMES.join('|')})\\.json$`)

/** Stands in a key for the version of an archive that is to be looked at again: no archive has this one. */
const NO_VERSION = '0'.repeat(DIGITS)

/**
 * What the keys of a record's receipts begin with: all that is known of one record is found by one short listing.
 *
 * @param record digest, as in keys.
 */
export function receiptPrefix(record: string): string {
  return `${RECEIPTS}${record}-`
}

/** The digest by which receipts name an archive, a version, a record, or a value of the user metadata. */
export function receiptDigest(text: string): string {
  return digestHex(new TextEncoder().encode(text)).slice(0, DIGITS)
}

/** What a receipt keeps of an archive's user metadata. */
export function metadataDigests(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, receiptDigest(value)]))
}

export function nameReceipt(receipt: Pick<Receipt, 'archive' | 'sourceVersion' | 'recordId' | 'outcome'>): ReceiptName {
  const archive = receiptDigest(receipt.archive)
  const sourceVersion = receiptDigest(receipt.sourceVersion)
  const record = receiptDigest(receipt.recordId)
  const { outcome } = receipt
  return { key: receiptKey({ archive, sourceVersion, record, outcome }), archive, sourceVersion, record, outcome }
}

/**
 * The name under which a receipt is kept of an archive that is to be looked at again: it still says what lies where, and is no reason to
 * pass its archive over. Beside another receipt of its archive, it is of before.
 */
export function reopenedName(name: ReceiptName): ReceiptName {
  const reopened = { ...name, sourceVersion: NO_VERSION }
  return { ...reopened, key: receiptKey(reopened) }
}

export function isReopened({ sourceVersion }: ReceiptName): boolean {
  return sourceVersion === NO_VERSION
}

export function receiptKey({ archive, sourceVersion, record, outcome }: Omit<ReceiptName, 'key'>): string {
  return `${RECEIPTS}${record}-${archive}-${sourceVersion}-${outcome}.json`
}

/** Stands for an archive of which only the record is known: no digest is likely to be it. */
const NO_ARCHIVE = '0'.repeat(DIGITS)

/** What says that a record is forgotten of which no archive is known. @param record its digest. */
export function nameForgottenRecord(record: string): ReceiptName {
  const parts = { record, archive: NO_ARCHIVE, sourceVersion: NO_ARCHIVE, outcome: 'forgotten' } as const
  return { key: receiptKey(parts), ...parts }
}

/** What a key tells; undefined if it is no receipt's. */
export function parseReceiptName(key: string): ReceiptName | undefined {
  const [, record, archive, sourceVersion, outcome] = NAME.exec(key) ?? []
  if (archive === undefined || sourceVersion === undefined || record === undefined) return undefined
  return { key, record, archive, sourceVersion, outcome: outcome as ReceiptOutcome }
}
