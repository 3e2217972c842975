import { LedgerError } from '../errors.js'

/** What became of one entry (or of a whole archive, where it could not be opened). */
export interface LedgerItem {
  readonly archive: string
  readonly recordId: string
  /** Absent where the archive itself could not be read. */
  readonly entry?: string | undefined
  readonly outcome: 'written' | 'skipped' | 'quarantined'
  /** Why it was skipped or quarantined: a stable code. */
  readonly code?: string | undefined
  /** The same for people, with the place. Never holds a document's value. */
  readonly reason?: string | undefined
  readonly dataset?: string | undefined
  readonly documents: number
  readonly leaves: number
}

export interface LedgerTable {
  readonly dataset: string
  readonly table: string
  readonly rows: number
  readonly parts: number
}

/** The account of a run: everything that came in, and where it went. */
export interface Ledger {
  readonly version: 1
  readonly archives: { readonly total: number; readonly read: number; readonly quarantined: number }
  readonly entries: { readonly total: number; readonly written: number; readonly skipped: number; readonly quarantined: number }
  readonly documents: { readonly in: number; readonly written: number; readonly quarantined: number }
  /** Scalar values, null apart. */
  readonly leaves: {
    readonly in: number
    readonly cells: number
    readonly json: number
    readonly residue: number
    readonly excluded: number
    readonly quarantined: number
  }
  readonly tables: readonly LedgerTable[]
  readonly items: readonly LedgerItem[]
}

/**
 * Assert that nothing is missing from a ledger.
 *
 * @throws LedgerError naming the sum that does not hold.
 */
export function checkLedger({ archives, entries, documents, leaves, items }: Ledger): void {
  const entryItems = items.filter((item) => item.entry !== undefined)
  const sums: readonly (readonly [string, number, number])[] = [
    ['archives', archives.total, archives.read + archives.quarantined],
    ['entries', entries.total, entries.written + entries.skipped + entries.quarantined],
    ['entry items', entries.total, entryItems.length],
    ['documents', documents.in, documents.written + documents.quarantined],
    ['leaves', leaves.in, leaves.cells + leaves.json + leaves.residue + leaves.excluded + leaves.quarantined],
  ]
  for (const [what, into, out] of sums) {
    if (into === out) continue
    throw new LedgerError(`The ledger does not add up: ${into} ${what} came in, ${out} are accounted for`, {
      code: 'ledger-mismatch',
      hint: 'This is a defect of the library; please report it with the ledger.',
    })
  }
}
