import { compareCodeUnits } from '../names/compare-code-units.js'
import type { StoreOptions } from '../store/store.js'
import { receiptDigest } from './receipt.js'
import type { Receipts } from './receipts.js'
import type { ExaminedArchive, UnpackSource } from './unpack-runner.js'

/**
 * The archives of an unpack that are dealt with after all others: another one has their record, and may give it up when its turn comes, since
 * it has been replaced. Of those that wait for one record, the first by name then has it, as if the other had never been.
 */
export class WaitingArchives {
  readonly #receipts: Receipts
  readonly #options: StoreOptions
  readonly #sources: UnpackSource[] = []
  /** Digests of the records that they wait for. */
  readonly #records = new Set<string>()

  constructor(receipts: Receipts, options: StoreOptions) {
    this.#receipts = receipts
    this.#options = options
  }

  /** In the order in which they came. */
  get sources(): readonly UnpackSource[] {
    return this.#sources
  }

  /**
   * Whether an archive has to wait; if so, it is added.
   *
   * @param found undefined if it is done.
   */
  async add(source: UnpackSource, found: ExaminedArchive | undefined): Promise<boolean> {
    const record = found ? await this.#recordOf(source, found) : this.#recordOfDone(source)
    if (record === undefined) return false
    this.#records.add(record)
    this.#sources.push(source)
    return true
  }

  async #recordOf({ name }: UnpackSource, { recordId, report }: ExaminedArchive): Promise<string | undefined> {
    const record = receiptDigest(recordId)
    const hasIt = this.#receipts.of(name).some((own) => own.outcome === 'taken' && own.record === record)
    if (hasIt || report.outcome === 'quarantined') return undefined
    if (this.#records.has(record)) return record
    const claim = this.#receipts.claimOf(recordId, name)
    if (claim?.outcome !== 'taken') return undefined
    const holder = await this.#receipts.find(claim, this.#options)
    return holder && compareCodeUnits(holder.archive, name) > 0 ? record : undefined
  }

  /** Whether its turn is over who has the record is not told by keys; nothing is read to find out, since waiting costs nothing. */
  #recordOfDone({ name }: UnpackSource): string | undefined {
    return this.#receipts.of(name).find((own) => own.outcome !== 'forgotten' && this.#receipts.isBehindAnother(own))?.record
  }
}
