import { LedgerError, type BridgeDownstreamError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { ReceiptOutcome } from './receipt.js'
import type { EntryReport, RecordReport } from './record-report.js'
import type { ExaminedArchive, WrittenArchive } from './unpack-runner.js'

/** The account of an unpack: every archive, and where it went. What became of each entry stands in the archives' receipts. */
export interface UnpackLedger {
  /**
   * `done`: nothing was to do, since an earlier run had done it. `failed`: it was replaced or removed while it was read, or could not
   * be had from quarantine; the next run takes it as it is then.
   */
  readonly archives: { readonly total: number; readonly done: number; readonly failed: number } & Readonly<Record<ReceiptOutcome, number>>
  /** Of the archives that were not done already, nor duplicates or forgotten. `withheld`: good, in a record that is quarantined. */
  readonly entries: {
    readonly total: number
    readonly taken: number
    readonly skipped: number
    readonly quarantined: number
    readonly withheld: number
  }
  /** Found in what was taken, and written to the JSON datasets: two counts that do not know of each other. */
  readonly documents: { readonly in: number; readonly written: number }
  /** Scalar values, null and the injected fields apart. */
  readonly leaves: { readonly in: number; readonly written: number }
  /** By identifier. */
  readonly datasets: readonly { readonly dataset: string; readonly entries: number; readonly documents: number }[]
  readonly failed: readonly { readonly archive: string; readonly code: string; readonly reason: string }[]
  readonly quarantined: readonly { readonly archive: string; readonly recordId: string; readonly code: string; readonly reason: string }[]
  readonly skipped: readonly { readonly code: string; readonly reason: string; readonly entries: number; readonly example: string }[]
}

/** Gathers the account of an unpack, archive by archive. */
export class UnpackAccount {
  readonly #archives = { total: 0, done: 0, failed: 0, taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 }
  readonly #entries = { total: 0, taken: 0, skipped: 0, quarantined: 0, withheld: 0 }
  readonly #documents = { in: 0, written: 0 }
  readonly #leaves = { in: 0, written: 0 }
  readonly #datasets = new Map<string, { entries: number; documents: number }>()
  readonly #failed: UnpackLedger['failed'][number][] = []
  readonly #quarantined: UnpackLedger['quarantined'][number][] = []
  readonly #skipped = new Map<string, { reason: string; entries: number; example: string }>()

  addDone(): void {
    this.#archives.total++
    this.#archives.done++
  }

  addFailed(archive: string, { code, reason }: BridgeDownstreamError): void {
    this.#archives.total++
    this.#archives.failed++
    this.#failed.push({ archive, code, reason })
  }

  /** @throws LedgerError if what was written is not what was found. */
  add(archive: string, outcome: ReceiptOutcome, examined: ExaminedArchive, written: WrittenArchive, report: RecordReport): void {
    this.#archives.total++
    this.#archives[outcome]++
    if (outcome === 'duplicate' || outcome === 'forgotten') return
    if (outcome === 'taken') {
      this.#documents.in += examined.documents
      this.#leaves.in += examined.leaves
    } else this.#quarantined.push(describe(archive, report))
    this.#documents.written += written.documents
    this.#leaves.written += written.leaves
    for (const entry of report.entries) this.#addEntry(archive, entry, outcome)
    for (const what of ['documents', 'leaves'] as const) expectEqual(archive, what, outcome === 'taken' ? examined[what] : 0, written[what])
  }

  ledger(): UnpackLedger {
    return {
      archives: { ...this.#archives },
      entries: { ...this.#entries },
      documents: { ...this.#documents },
      leaves: { ...this.#leaves },
      datasets: [...this.#datasets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([dataset, counts]) => ({ dataset, ...counts })),
      failed: this.#failed.toSorted((a, b) => compareCodeUnits(a.archive, b.archive)),
      quarantined: this.#quarantined.toSorted((a, b) => compareCodeUnits(a.archive, b.archive)),
      skipped: [...this.#skipped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, group]) => ({ code, ...group })),
    }
  }

  #addEntry(archive: string, { path, outcome, dataset, documents, code, reason }: EntryReport, verdict: ReceiptOutcome): void {
    this.#entries.total++
    if (outcome === 'skipped') {
      this.#entries.skipped++
      const example = `${archive} › ${path}`
      const group = this.#skipped.get(code!) ?? { reason: reason!, entries: 0, example }
      group.entries++
      // The first by name, since archives are finished in any order.
      if (compareCodeUnits(example, group.example) < 0) group.example = example
      this.#skipped.set(code!, group)
    } else if (outcome === 'quarantined') this.#entries.quarantined++
    else if (verdict === 'quarantined') this.#entries.withheld++
    else {
      this.#entries.taken++
      const group = this.#datasets.get(dataset!) ?? { entries: 0, documents: 0 }
      group.entries++
      group.documents += documents
      this.#datasets.set(dataset!, group)
    }
  }
}

function describe(archive: string, { recordId, code, reason, entries }: RecordReport): UnpackLedger['quarantined'][number] {
  const bad = entries.find((entry) => entry.outcome === 'quarantined')
  const text = reason ?? (bad ? `${bad.path}: ${bad.reason}` : '')
  return { archive, recordId, code: code ?? bad?.code ?? '', reason: text }
}

function expectEqual(archive: string, what: string, found: number, written: number): void {
  if (found === written) return
  throw new LedgerError(`The ledger does not add up: ${found} ${what} were found, ${written} were written`, {
    code: 'ledger-mismatch',
    archive,
    hint: 'This is a defect of the library; please report it.',
  })
}
