import { DocumentFlattener, type Cell, type JsonValue, type Table, type TablePlan } from '@bridge-downstream/core'
import { TableWriter } from '../../src/parquet/table-writer.js'
import type { FilledBatch } from '../../src/tables/table-rows.js'
import type { ReadColumn } from './read-columns.js'

/** A table as it was flattened: what every reader must find in its parts. */
export interface FlatTable {
  readonly table: Table
  readonly batches: readonly FilledBatch[]
}

/** Flatten documents by a plan, as the documents of one entry. Tables without rows are there too. */
export function flattenTables(
  plan: TablePlan,
  documents: readonly JsonValue[],
  { rowGroupRows, entry = 'e.json' }: { readonly rowGroupRows?: number | undefined; readonly entry?: string } = {},
): FlatTable[] {
  const batches = new Map<Table, FilledBatch[]>(plan.tables.map((table) => [table, []]))
  const flattener = new DocumentFlattener(plan, { rowGroupRows, onBatch: (batch) => batches.get(batch.table)!.push(batch) })
  for (const [position, value] of documents.entries()) {
    flattener.add({ recordId: 'r', entry, entryOrdinal: 0, position, value }, { recordid: 'r' })
  }
  flattener.finish()
  return plan.tables.map((table) => ({ table, batches: batches.get(table)! }))
}

/** One part with all row groups of a table. */
export function writePart({ table, batches }: FlatTable): Uint8Array {
  const writer = new TableWriter(table, { table: table.name })
  for (const batch of batches) writer.writeRowGroup(batch.columns, batch.rows)
  writer.finish()
  return writer.take()
}

/** What is in a table, as a reader should see it. */
export function flatColumns({ table, batches }: FlatTable): ReadColumn[] {
  return table.columns.map(({ name, type }, i) => ({
    name,
    type,
    cells: batches.flatMap((batch) => batch.cells(i).map((cell) => storedCell(cell, type))),
  }))
}

/** INT64 takes safe integers too, and reads as bigint. */
export function storedCell(cell: Cell, type: ReadColumn['type']): Cell {
  return typeof cell === 'number' && (type === 'integer' || type === 'timestamp') ? BigInt(cell) : cell
}
