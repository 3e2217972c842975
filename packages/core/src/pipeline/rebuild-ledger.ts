import { LedgerError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { ArchivedDataset } from './archive-dataset.js'
import { checkPartitionResult, type DocumentCounts, type PartitionResult } from './partition-result.js'

/** What a dataset's table has in the partitions that were rebuilt. */
export interface RebuiltTable {
  readonly dataset: string
  readonly table: string
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
}

/** The account of a rebuild: every partition, and every document of those that were rebuilt. Plain JSON. */
export interface RebuildLedger {
  readonly version: 1
  readonly partitions: {
    readonly total: number
    readonly rebuilt: number
    readonly removed: number
    /** Nothing was to be done. */
    readonly done: number
    readonly failed: number
  }
  /** Of the partitions that were rebuilt. */
  readonly documents: { readonly in: number; readonly written: number; readonly duplicates: number; readonly deleted: number }
  readonly leaves: {
    readonly in: number
    readonly cells: number
    readonly json: number
    readonly residue: number
    readonly excluded: number
    readonly duplicates: number
    readonly deleted: number
  }
  readonly tables: readonly RebuiltTable[]
  /** Of all partitions that something was to be done about, in the order of dataset, then partition. */
  readonly results: readonly PartitionResult[]
  /** Keys among the JSON datasets that belong to none, or to a record of which only a part is written. */
  readonly passedOver: readonly string[]
  /** Where old Parquet is archived: that of the datasets whose plan has changed. */
  readonly archived?: readonly ArchivedDataset[]
}

/**
 * Put together the account of a rebuild.
 *
 * @throws LedgerError if it does not add up.
 */
export function drawUpRebuildLedger(results: readonly PartitionResult[], done: number, passedOver: readonly string[]): RebuildLedger {
  const count = (outcome: PartitionResult['outcome']): number => results.filter((result) => result.outcome === outcome).length
  const rebuilt = results.filter(({ outcome }) => outcome === 'rebuilt')
  const sum = (of: (result: PartitionResult) => number): number => rebuilt.reduce((total, result) => total + of(result), 0)
  const counted = (what: keyof DocumentCounts, of: 'in' | 'duplicates' | 'deleted'): number => sum((result) => result[of][what])
  const written = (of: keyof PartitionResult['written']): number => sum((result) => result.written[of])
  const ledger: RebuildLedger = {
    version: 1,
    partitions: {
      total: results.length + done,
      rebuilt: rebuilt.length,
      removed: count('removed'),
      done,
      failed: count('failed'),
    },
    documents: {
      in: counted('documents', 'in'),
      written: written('documents'),
      duplicates: counted('documents', 'duplicates'),
      deleted: counted('documents', 'deleted'),
    },
    leaves: {
      in: counted('leaves', 'in'),
      cells: written('cells'),
      json: written('json'),
      residue: written('residue'),
      excluded: written('excluded'),
      duplicates: counted('leaves', 'duplicates'),
      deleted: counted('leaves', 'deleted'),
    },
    tables: tablesOf(rebuilt),
    results,
    passedOver,
  }
  checkRebuildLedger(ledger)
  return ledger
}

/**
 * Assert that nothing is missing from the ledger of a rebuild, nor from any of its partitions.
 *
 * @throws LedgerError naming the sum that does not hold.
 */
export function checkRebuildLedger({ partitions, documents, leaves, tables, results }: RebuildLedger): void {
  for (const result of results) checkPartitionResult(result, result.dataset)
  const rows = (of: readonly { readonly rows: number }[]): number => of.reduce((total, table) => total + table.rows, 0)
  const out = leaves.cells + leaves.json + leaves.residue + leaves.excluded + leaves.duplicates + leaves.deleted
  const sums: readonly (readonly [string, number, number])[] = [
    ['partitions', partitions.total, partitions.rebuilt + partitions.removed + partitions.done + partitions.failed],
    ['results', partitions.total - partitions.done, results.length],
    ['documents', documents.in, documents.written + documents.duplicates + documents.deleted],
    ['leaves', leaves.in, out],
    ['rows', rows(results.flatMap((result) => result.tables)), rows(tables)],
  ]
  for (const [what, into, found] of sums) {
    if (into === found) continue
    throw new LedgerError(`The ledger does not add up: ${into} ${what} came in, ${found} are accounted for`, {
      code: 'ledger-mismatch',
      hint: 'This is a defect of the library; please report it with the ledger.',
    })
  }
}

function tablesOf(results: readonly PartitionResult[]): RebuiltTable[] {
  const tables = results.flatMap(({ dataset, tables: own }) => own.map((table) => ({ dataset, ...table })))
  const groups = [...Map.groupBy(tables, ({ dataset, table }) => JSON.stringify([dataset, table])).values()]
  const summed = groups.map((group): RebuiltTable => {
    const { dataset, table } = group[0]!
    const sum = (of: 'rows' | 'parts' | 'sizeBytes'): number => group.reduce((total, part) => total + part[of], 0)
    return { dataset, table, rows: sum('rows'), parts: sum('parts'), sizeBytes: sum('sizeBytes') }
  })
  return summed.sort((a, b) => compareCodeUnits(a.dataset, b.dataset) || compareCodeUnits(a.table, b.table))
}
