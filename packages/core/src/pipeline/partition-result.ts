import { LedgerError } from '../errors.js'

/** Documents, and the scalar values in them (null apart). */
export interface DocumentCounts {
  readonly documents: number
  readonly leaves: number
}

/** What a partition has of one table. */
export interface PartitionTable {
  readonly table: string
  readonly kind: 'root' | 'array' | 'map' | 'residue'
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
}

/** What became of one partition: everything that came in, and where it went. Plain JSON. */
export interface PartitionResult {
  readonly dataset: string
  readonly partition: string
  /** `failed`: the partition is as it was, or will be rebuilt by the next run. */
  readonly outcome: 'rebuilt' | 'removed' | 'failed'
  /** Why it was worked upon, for people. */
  readonly reason: string
  /** Why it failed: a stable code, and the same for people. Never holds a document's value. */
  readonly error?: { readonly code: string; readonly reason: string } | undefined
  readonly inputs: { readonly objects: number; readonly sizeBytes: number }
  readonly in: DocumentCounts
  /** Left out, since another document of the same key is later. */
  readonly duplicates: DocumentCounts
  /** Left out, since their key is among the deletions. */
  readonly deleted: DocumentCounts
  /** Documents that were written, and where their leaves went. */
  readonly written: {
    readonly documents: number
    readonly cells: number
    readonly json: number
    readonly residue: number
    readonly excluded: number
  }
  readonly tables: readonly PartitionTable[]
  /** Keys of parts that were no longer needed. */
  readonly removed: readonly string[]
}

const NO_DOCUMENTS: DocumentCounts = { documents: 0, leaves: 0 }

/** The result of a partition that nothing was written for. */
export const NOTHING_WRITTEN: Pick<PartitionResult, 'inputs' | 'in' | 'duplicates' | 'deleted' | 'written' | 'tables' | 'removed'> = {
  inputs: { objects: 0, sizeBytes: 0 },
  in: NO_DOCUMENTS,
  duplicates: NO_DOCUMENTS,
  deleted: NO_DOCUMENTS,
  written: { documents: 0, cells: 0, json: 0, residue: 0, excluded: 0 },
  tables: [],
  removed: [],
}

/**
 * Assert that nothing is missing from a partition.
 *
 * @throws LedgerError `ledger-mismatch` naming the sum that does not hold.
 */
export function checkPartitionResult(
  { outcome, in: into, duplicates, deleted, written, tables }: Omit<PartitionResult, 'reason' | 'removed'>,
  dataset: string,
): void {
  const leavesOut = written.cells + written.json + written.residue + written.excluded
  const sums: (readonly [string, number, number])[] = [
    ['documents', into.documents, written.documents + duplicates.documents + deleted.documents],
    ['leaves', into.leaves, leavesOut + duplicates.leaves + deleted.leaves],
  ]
  if (outcome === 'rebuilt')
    sums.push(['documents of the root table', written.documents, tables.find(({ kind }) => kind === 'root')?.rows ?? -1])
  for (const [what, expected, found] of sums) {
    if (expected === found) continue
    throw new LedgerError(`A partition does not add up: ${expected} ${what} came in, ${found} are accounted for`, {
      code: 'ledger-mismatch',
      dataset,
      hint: 'This is a defect of the library; please report it with the ledger.',
    })
  }
}
