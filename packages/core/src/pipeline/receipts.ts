import { OptionError, StoreError } from '../errors.js'
import { readJsonObject } from '../json/read-json-object.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store, StoreOptions } from '../store/store.js'
import {
  isReopened,
  nameForgottenRecord,
  nameReceipt,
  OUTCOMES,
  parseReceiptName,
  receiptDigest,
  receiptKey,
  receiptPrefix,
  RECEIPTS,
  reopenedName,
  type Receipt,
  type ReceiptName,
} from './receipt.js'

/** Why an archive is quarantined whose record another one has, in other bytes. */
export const DUPLICATE_RECORD = 'duplicate-record'

/** Its key holds digests, and its content nothing. */
const FORGOTTEN: Receipt = {
  version: 1,
  outcome: 'forgotten',
  archive: '',
  sourceVersion: '',
  recordId: '',
  digest: '',
  objects: [],
  quarantine: [],
}

/** The receipts of a destination, as their keys tell. The keys themselves are kept, since there are as many as archives. */
export class Receipts {
  readonly #store: Store
  /** Keys by digest of the archive's name. Mostly one; more after a crash between two versions. */
  readonly #byArchive = new Map<string, readonly string[]>()
  /** Which archive has the record, or that it is forgotten: keys by digest of the record. */
  readonly #byRecord = new Map<string, string>()
  /** Records that several archives have, since two runs took them at the same time: all keys of their receipts. */
  readonly #contested = new Map<string, Set<string>>()
  /** What those say that were reopened here, by their keys. */
  readonly #reopened = new Map<string, Receipt>()

  private constructor(store: Store) {
    this.#store = store
  }

  static async open(store: Store, options: StoreOptions = {}): Promise<Receipts> {
    return Receipts.#list(store, RECEIPTS, options)
  }

  /** Those of one record: what one archive needs to know, whatever the number of archives. */
  static async ofRecord(store: Store, recordId: string, options: StoreOptions = {}): Promise<Receipts> {
    return Receipts.ofRecordDigest(store, receiptDigest(recordId), options)
  }

  /** @param record as in the keys of receipts. */
  static async ofRecordDigest(store: Store, record: string, options: StoreOptions = {}): Promise<Receipts> {
    return Receipts.#list(store, receiptPrefix(record), options)
  }

  static async #list(store: Store, prefix: string, options: StoreOptions): Promise<Receipts> {
    const receipts = new Receipts(store)
    for await (const { key } of store.list(prefix, options)) {
      const name = parseReceiptName(key)
      if (name) receipts.#add(name)
    }
    return receipts
  }

  get all(): Iterable<ReceiptName> {
    return [...this.#byArchive.values()].flat().map(nameOf)
  }

  /** All receipts, those of one archive together. */
  get grouped(): readonly (readonly ReceiptName[])[] {
    return [...this.#byArchive.values()].map((keys) => keys.map(nameOf))
  }

  /** Those of archives that have several, since what supersedes one was stopped. */
  get unfinished(): readonly (readonly ReceiptName[])[] {
    return [...this.#byArchive.values()].flatMap((keys) => (keys.length > 1 ? [keys.map(nameOf)] : []))
  }

  /** Whether this version of an archive needs nothing more. */
  isDone(archive: string, sourceVersion: string): boolean {
    return this.doneAs(archive, sourceVersion) !== undefined
  }

  /**
   * The receipt by which this version of an archive needs nothing more. A duplicate needs nothing more for as long as another archive has
   * its record.
   */
  doneAs(archive: string, sourceVersion: string): ReceiptName | undefined {
    const [known, ...further] = this.of(archive)
    if (known === undefined || further.length > 0) return undefined
    if (known.outcome === 'forgotten') return known
    if (known.outcome === 'duplicate' && !this.isBehindAnother(known)) return undefined
    // Whose objects are there cannot be told: each is looked at again, until one has the record.
    if (known.outcome === 'taken' && this.#contested.has(known.record)) return undefined
    return known.sourceVersion === receiptDigest(sourceVersion) ? known : undefined
  }

  /** Whether another archive has the record of this one. */
  isBehindAnother({ record, archive }: ReceiptName): boolean {
    const claim = this.#byRecord.get(record)
    return claim !== undefined && nameOf(claim).archive !== archive
  }

  of(archive: string): readonly ReceiptName[] {
    return this.ofDigest(receiptDigest(archive))
  }

  /** @param archive as in the keys of receipts. */
  ofDigest(archive: string): readonly ReceiptName[] {
    return (this.#byArchive.get(archive) ?? []).map(nameOf)
  }

  /**
   * The receipt of another archive that has this record, or by which the record is forgotten. Of several that have it, all but the first by key
   * give it up.
   */
  claimOf(recordId: string, archive: string): ReceiptName | undefined {
    const record = receiptDigest(recordId)
    const key = [...(this.#contested.get(record) ?? [])].sort(compareCodeUnits)[0] ?? this.#byRecord.get(record)
    const claim = key === undefined ? undefined : nameOf(key)
    return claim && (claim.archive !== receiptDigest(archive) || claim.outcome === 'forgotten') ? claim : undefined
  }

  /** Receipts of other archives that have the record too, since two runs took it at the same time. */
  rivalsOf(recordId: string, archive: string): readonly ReceiptName[] {
    const all = [...(this.#contested.get(receiptDigest(recordId)) ?? [])].map(nameOf)
    return all.filter((name) => name.archive !== receiptDigest(archive))
  }

  /** @throws OptionError `damaged-receipt` if it is not one. */
  async read({ key }: ReceiptName, options: StoreOptions = {}): Promise<Receipt> {
    return readReceipt(this.#store, key, options)
  }

  /** As `read`; undefined if it is there no more, since somebody else who does the same has removed it. */
  async find(name: ReceiptName, options: StoreOptions = {}): Promise<Receipt | undefined> {
    try {
      return await this.read(name, options)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'not-found') return undefined
      throw error
    }
  }

  /** As `find`; also where somebody else has removed it who could not know that what it names is still to go. */
  async recall(name: ReceiptName, options: StoreOptions = {}): Promise<Receipt | undefined> {
    return (await this.find(name, options)) ?? this.#reopened.get(name.key)
  }

  async put(receipt: Receipt, options: StoreOptions = {}): Promise<void> {
    await this.#put(nameReceipt(receipt), receipt, options)
  }

  async remove(name: ReceiptName, options: StoreOptions = {}): Promise<void> {
    await this.#store.delete(name.key, options)
    this.#reopened.delete(name.key)
    this.#byArchive.set(
      name.archive,
      (this.#byArchive.get(name.archive) ?? []).filter((key) => key !== name.key),
    )
    if (name.outcome !== 'taken') return
    const contested = this.#contested.get(name.record)
    contested?.delete(name.key)
    const [other] = contested ?? []
    if (this.#byRecord.get(name.record) === name.key) {
      if (other === undefined) this.#byRecord.delete(name.record)
      else this.#byRecord.set(name.record, other)
    }
    if (contested && contested.size < 2) this.#contested.delete(name.record)
  }

  /** Have an archive looked at again; what its receipt says of it stays known. */
  async reopen(name: ReceiptName, options: StoreOptions = {}): Promise<void> {
    const receipt = await this.find(name, options)
    if (receipt) {
      const reopened = reopenedName(name)
      await this.#put(reopened, receipt, options)
      this.#reopened.set(reopened.key, receipt)
    }
    await this.remove(name, options)
  }

  /**
   * Have those archives looked at again that were passed over, or quarantined, because another one had their record.
   *
   * @param claim the receipt of the one that had it, before it is removed.
   */
  async reopenBehind({ record, archive }: ReceiptName, options: StoreOptions = {}): Promise<void> {
    for (const { key } of await Array.fromAsync(this.#store.list(receiptPrefix(record), options))) {
      const name = parseReceiptName(key)
      if (!name || name.archive === archive || isReopened(name)) continue
      const isBehind =
        name.outcome === 'duplicate' ||
        (name.outcome === 'quarantined' && (await this.find(name, options))?.report?.code === DUPLICATE_RECORD)
      if (isBehind) await this.reopen(name, options)
    }
  }

  /** Leave of a receipt only that its archive and record are forgotten. */
  async forget(name: ReceiptName, options: StoreOptions = {}): Promise<void> {
    const key = receiptKey({ ...name, outcome: 'forgotten' })
    await this.#store.put(key, encode(FORGOTTEN), { ...options, contentType: 'application/json' })
    if (key !== name.key) await this.#store.delete(name.key, options)
  }

  /** See to it that no archive of a record is taken, where none of them has a receipt. @param record its digest. */
  async forgetRecord(record: string, options: StoreOptions = {}): Promise<void> {
    await this.forget(nameForgottenRecord(record), options)
  }

  async #put(name: ReceiptName, receipt: Receipt, options: StoreOptions): Promise<void> {
    await this.#store.put(name.key, encode(name.outcome === 'forgotten' ? FORGOTTEN : receipt), {
      ...options,
      contentType: 'application/json',
    })
    this.#add(name)
  }

  /** An archive that is to be looked at again contests nothing: it may be nowhere any more. */
  #contest(name: ReceiptName, claim: ReceiptName): void {
    if (claim.outcome !== 'taken' || claim.archive === name.archive || isReopened(claim) || isReopened(name)) return
    const contested = this.#contested.get(name.record) ?? new Set([claim.key])
    this.#contested.set(name.record, contested.add(name.key))
  }

  #add(name: ReceiptName): void {
    const known = this.#byArchive.get(name.archive) ?? []
    if (!known.includes(name.key)) this.#byArchive.set(name.archive, [...known, name.key])
    const isClaim = name.outcome === 'taken' || name.outcome === 'forgotten'
    const claim = this.#byRecord.get(name.record)
    if (name.outcome === 'taken' && claim !== undefined) this.#contest(name, nameOf(claim))
    if (isClaim && (claim === undefined || nameOf(claim).outcome !== 'forgotten')) this.#byRecord.set(name.record, name.key)
  }
}

/** @throws OptionError `damaged-receipt` if it is not one. */
export async function readReceipt(store: Store, key: string, options: StoreOptions): Promise<Receipt> {
  const text = new TextDecoder().decode(await (await store.get(key, options)).bytes())
  const receipt = parseReceipt(text)
  if (receipt) return receipt
  throw new OptionError('A receipt cannot be read', { code: 'damaged-receipt', key, hint: 'Delete it: its archive is then read again.' })
}

function nameOf(key: string): ReceiptName {
  return parseReceiptName(key)!
}

function encode(receipt: Receipt): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(receipt)}\n`)
}

function parseReceipt(text: string): Receipt | undefined {
  const parsed = readJsonObject(text)
  const { version, archive, recordId, sourceVersion, outcome, objects, quarantine } = parsed ?? {}
  const isReceipt =
    version === 1 &&
    [archive, recordId, sourceVersion].every((field) => typeof field === 'string') &&
    OUTCOMES.some((known) => known === outcome) &&
    [objects, quarantine].every((keys) => Array.isArray(keys) && keys.every((key) => typeof key === 'string'))
  return isReceipt ? (parsed as unknown as Receipt) : undefined
}
