import type { StoreError } from '../errors.js'
import type { Store, StoreOptions } from '../store/store.js'
import { beginWriting } from './begin-writing.js'
import { decideByRegistry } from './decide-by-registry.js'
import type { DatasetDecision, DecideDataset } from './decide-dataset.js'
import { objectKeys } from './object-keys.js'
import { openRegistry } from './open-registry.js'
import { JSON_PREFIX } from './partition-keys.js'
import { isInputFault } from './read-entry.js'
import { isInputChanged } from './read-version.js'
import { metadataDigests, receiptDigest, type Receipt, type ReceiptOutcome } from './receipt.js'
import { DUPLICATE_RECORD, type Receipts } from './receipts.js'
import type { RecordReport } from './record-report.js'
import { removeObjects } from './remove-objects.js'
import { Succession } from './succession.js'
import { UnpackAccount, type UnpackLedger } from './unpack-ledger.js'
import type { UnpackOptions, UnpackProgress } from './unpack-options.js'
import type { ArchiveVerdict, ExaminedArchive, UnpackRunner, UnpackSource } from './unpack-runner.js'

interface TakenArchive {
  readonly archive: string
  readonly digest: string
  /** Ends when it is written, or given up. */
  written: Promise<void> | undefined
}

/** One unpack while it goes on: decides one archive after the other, and writes several at once. */
export class Unpacking {
  readonly #store: Store
  readonly #receipts: Receipts
  readonly #succession: Succession
  readonly #runner: UnpackRunner
  readonly #decide: DecideDataset
  readonly #storeOptions: StoreOptions
  readonly #concurrency: number
  readonly #account = new UnpackAccount()
  /** The archives that this run has taken and that have no receipt yet, by record. */
  readonly #takenNow = new Map<string, TakenArchive>()
  readonly #writes = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined
  #archives = 0
  #done = 0

  /** @param decide where structures belong. Default: as the destination's registry has it. */
  constructor(store: Store, receipts: Receipts, runner: UnpackRunner, options: UnpackOptions, decide?: DecideDataset) {
    this.#store = store
    this.#receipts = receipts
    this.#runner = runner
    this.#storeOptions = { signal: options.signal }
    this.#succession = new Succession(store, receipts, this.#storeOptions)
    this.#decide = decide ?? decideOf(store, options)
    this.#concurrency = options.concurrency ?? 4
  }

  get progress(): UnpackProgress {
    return { archives: this.#archives, done: this.#done }
  }

  get ledger(): UnpackLedger {
    return this.#account.ledger()
  }

  /** What an earlier run, or replay, has left to do. */
  async resume(): Promise<void> {
    await this.#succession.finishAll()
  }

  passOver(): void {
    this.#account.addDone()
    this.#archives++
    this.#done++
  }

  /** Leave an archive to the next run. */
  fail(source: UnpackSource, error: StoreError): void {
    this.#account.addFailed(source.name, error)
    this.#archives++
  }

  /** Decide where an archive goes, and begin to write it; resolves when there is room for the next. */
  async take(source: UnpackSource, examined: ExaminedArchive): Promise<void> {
    if (examined.report.code === 'bad-metadata' && this.#isForgotten(source)) {
      await this.#runner.finish(source, { outcome: 'forgotten' })
      return this.passOver()
    }
    const decided = await this.#judge(source, examined)
    const isGivingUp = await this.#isGivingUp(source, examined, decided.verdict.outcome)
    // Those that come before it may be duplicates of what it had; so all of them are known by their receipts when it gives that up,
    if (isGivingUp) await this.settle()
    const write = this.#finish(source, examined, decided)
      .catch((error: unknown) => {
        if (isInputChanged(error)) this.#giveUp(source, examined, error)
        else this.#failure ??= { error }
      })
      .finally(() => this.#writes.delete(write))
    const taken = this.#takenNow.get(examined.recordId)
    if (taken?.archive === source.name) taken.written = write
    this.#writes.add(write)
    // and those that come after it find the record free.
    if (isGivingUp) await write
    else if (this.#writes.size >= this.#concurrency) await Promise.race(this.#writes)
    this.throwFailure()
  }

  /** What is known of an archive that has changed since is of no use to another one of its record. */
  #giveUp(source: UnpackSource, { recordId }: ExaminedArchive, error: StoreError): void {
    if (this.#takenNow.get(recordId)?.archive === source.name) this.#takenNow.delete(recordId)
    this.fail(source, error)
  }

  /** Put off an archive to the end: what it had is free for others meanwhile, and what was read of it is let go. */
  async putOff({ name }: UnpackSource): Promise<void> {
    const held = this.#receipts.of(name).filter(({ outcome }) => outcome === 'taken')
    if (held.length > 0) await this.settle()
    for (const claim of held) await this.#succession.release(claim)
    await this.#runner.finish({ name }, { outcome: 'duplicate' })
  }

  async settle(): Promise<void> {
    await Promise.all(this.#writes)
  }

  throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }

  async #judge(source: UnpackSource, examined: ExaminedArchive): Promise<{ verdict: ArchiveVerdict; report: RecordReport }> {
    const { report, recordId } = examined
    const claim = await this.#claimOf(source, recordId)
    if (claim === 'forgotten') return { verdict: { outcome: 'forgotten' }, report }
    if (report.outcome === 'quarantined') return quarantine(report)
    if (claim?.digest === examined.digest) return { verdict: { outcome: 'duplicate' }, report }
    if (claim)
      return quarantine({
        ...report,
        outcome: 'quarantined',
        code: DUPLICATE_RECORD,
        reason: `Another archive of the record was taken: ${claim.archive}.`,
      })
    const decided = await this.#decideAll(examined)
    if (decided.report.outcome === 'quarantined') return quarantine(decided.report)
    this.#takenNow.set(recordId, { archive: source.name, digest: examined.digest, written: undefined })
    return { verdict: { outcome: 'taken', datasets: decided.datasets }, report: decided.report }
  }

  /** By its name alone: metadata that cannot be read does not tell its record, and what is withdrawn must not come back with it. */
  #isForgotten({ name }: UnpackSource): boolean {
    return this.#receipts.of(name).some(({ outcome }) => outcome === 'forgotten')
  }

  /** Which other archive has the record. */
  async #claimOf({ name }: UnpackSource, recordId: string): Promise<{ archive: string; digest: string } | 'forgotten' | undefined> {
    // Only what is written is a reason to pass over another archive: it may have changed before it was.
    await this.#takenNow.get(recordId)?.written
    const now = this.#takenNow.get(recordId)
    if (now && now.archive !== name) return now
    const claim = this.#receipts.claimOf(recordId, name)
    // Another run may have removed it meanwhile.
    return claim?.outcome === 'forgotten' ? 'forgotten' : claim && this.#receipts.find(claim, this.#storeOptions)
  }

  /** Whether an archive that has a record will not have it any more, or not in the same bytes. */
  async #isGivingUp({ name, version }: UnpackSource, { recordId, digest }: ExaminedArchive, outcome: ReceiptOutcome): Promise<boolean> {
    for (const before of this.#receipts.of(name)) {
      if (before.outcome !== 'taken') continue
      if (outcome !== 'taken' || before.record !== receiptDigest(recordId)) return true
      if (before.sourceVersion === receiptDigest(version)) continue
      if ((await this.#receipts.find(before, this.#storeOptions))?.digest !== digest) return true
    }
    return false
  }

  async #decideAll({ report, shapes }: ExaminedArchive): Promise<{ report: RecordReport; datasets: Map<string, string> }> {
    const decisions = new Map<string, DatasetDecision>()
    try {
      for (const { path, name, schema, dataset } of shapes) decisions.set(path, await this.#decide({ entryName: name, schema, dataset }))
    } catch (error) {
      if (!isInputFault(error) || error.code !== 'refused-by-contract') throw error
      return { report: { ...report, outcome: 'quarantined', code: error.code, reason: error.reason }, datasets: new Map() }
    }
    const entries = report.entries.map((entry) => ({ ...entry, ...decisions.get(entry.path) }))
    return { report: { ...report, entries }, datasets: new Map([...decisions].map(([path, { dataset }]) => [path, dataset])) }
  }

  async #finish(
    source: UnpackSource,
    examined: ExaminedArchive,
    { verdict, report }: { verdict: ArchiveVerdict; report: RecordReport },
  ): Promise<void> {
    const { outcome } = verdict
    const { recordId, digest, metadata } = examined
    const writing = await beginWriting(
      this.#store,
      this.#receipts,
      { source, examined, objects: objectsOf(examined, verdict) },
      this.#storeOptions,
    )
    await this.#succession.begin({ archive: source.name, sourceVersion: source.version, recordId, outcome })
    const written = await this.#runner.finish(source, verdict).catch(async (error: unknown) => {
      if (isInputChanged(error)) await writing.giveUp()
      throw error
    })
    this.#account.add(source.name, outcome, examined, written, report)
    const isPassedOver = outcome === 'duplicate' || outcome === 'forgotten'
    const receipt: Receipt = {
      version: 1,
      archive: source.name,
      sourceVersion: source.version,
      recordId,
      digest,
      metadataDigests: metadataDigests(metadata),
      outcome,
      objects: outcome === 'taken' ? written.objects : [],
      quarantine: outcome === 'quarantined' ? written.objects : [],
      report: isPassedOver ? undefined : report,
    }
    await this.#succession.commit(receipt)
    if (outcome === 'taken') await this.#succession.oustRivals(receipt)
    // What attempts that died have left, and no receipt names.
    const obsolete = writing.earlier.filter((key) => !written.objects.includes(key))
    await removeObjects(this.#store, obsolete, { recordId, archive: source.name }, this.#storeOptions)
    await writing.end()
    // From here on its receipt tells.
    if (outcome === 'taken') this.#takenNow.delete(recordId)
    this.#archives++
  }
}

/** Where structures belong, as the destination's registry has it. */
export function decideOf(store: Store, { examine, registry, signal }: UnpackOptions): DecideDataset {
  return decideByRegistry(openRegistry(store, { reserved: examine.preset.datasets, ...registry }), { signal })
}

function quarantine(report: RecordReport): { verdict: ArchiveVerdict; report: RecordReport } {
  return { verdict: { outcome: 'quarantined', report }, report }
}

/** Keys of the objects that an archive will become. */
function objectsOf({ recordId, shapes }: ExaminedArchive, verdict: ArchiveVerdict): string[] {
  if (verdict.outcome !== 'taken') return []
  const placed = shapes
    .filter(({ documents }) => documents > 0)
    .map(({ path, dataset, partition }) => ({ path, partition, dataset: verdict.datasets.get(path) ?? dataset! }))
  return objectKeys(recordId, placed).map(([key]) => `${JSON_PREFIX}${key}`)
}
