import { DocumentParseError } from '../errors.js'
import type { Cell } from './cell.js'
import type { RowBatch } from './table-rows.js'
import type { Table } from './table-plan.js'

/** Row groups of one table, in the order in which they were written. */
export type RowBatches = Iterable<RowBatch> | AsyncIterable<RowBatch>

/** Reads the rows of one table one after the other. Columns are found by name, so that a part may lack those that were added later. */
export class RowCursor {
  readonly table: Table
  /** No rows are left. */
  ended = false
  readonly #batches: Iterator<RowBatch> | AsyncIterator<RowBatch>
  #columns: (((row: number) => Cell) | undefined)[] = []
  #rows = 0
  #row = 0

  constructor(table: Table, batches: RowBatches) {
    this.table = table
    this.#batches = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]()
  }

  /** The current row is not in memory yet: `load` must be awaited before `cell`. */
  get needsLoad(): boolean {
    return !this.ended && this.#row >= this.#rows
  }

  async load(): Promise<void> {
    while (this.needsLoad) {
      const next = await this.#batches.next()
      if (next.done) {
        this.ended = true
        return
      }
      const batch = next.value
      const { table, rows } = batch
      const byName = new Map(table.columns.map((column, i) => [column.name, i]))
      this.#columns = this.table.columns.map(({ name }) => (byName.has(name) ? readerOf(batch, byName.get(name)!) : undefined))
      this.#rows = rows
      this.#row = 0
    }
  }

  cell(column: number): Cell {
    return this.#columns[column]?.(this.#row) ?? null
  }

  advance(): void {
    this.#row++
  }

  /** @throws DocumentParseError `rows-left-over` if not all rows were used: they stood in another order than they were written in. */
  async expectEnd(): Promise<void> {
    await this.load()
    if (this.ended) return
    throw new DocumentParseError('There are rows that belong to no document', {
      code: 'rows-left-over',
      table: this.table.name,
      hint: 'Rows must come in the order in which they were written, parts in the order of their numbers.',
    })
  }
}

function readerOf(batch: RowBatch, column: number): (row: number) => Cell {
  if (batch.reader) return batch.reader(column)
  const cells = batch.cells(column)
  return (row) => cells[row] ?? null
}
