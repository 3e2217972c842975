import type { JsonValue } from '../json/json-value.js'
import { utf8Bytes } from '../json/utf8-bytes.js'
import type { Cell } from './cell.js'
import { createCells, fillCells, recycleCells, toCells, type ColumnCells } from './column-cells.js'
import type { ColumnData } from './column-data.js'
import type { ColumnType, Table } from './table-plan.js'
import type { TextCells } from './text-cells.js'

export const DEFAULT_ROW_GROUP_ROWS = 122_880
/** A row group that weighs so much is closed before it has all its rows, so that memory is bounded also where rows are wide. */
const ROW_GROUP_WEIGHT_BYTES = 16 * 1024 ** 2
/** Rows after which the weight is looked at again. */
const CHECKED_ROWS = 256

/** Rows of one table, column by column. */
export interface RowBatch {
  readonly table: Table
  readonly rows: number
  /** The `rows` cells of a column of the table, made anew at each call, so that only one column need be in memory. */
  cells(column: number): readonly Cell[]
  /** Reads the cells of a column by their row, without making all of them; for those who go through the rows. Absent where all are there anyway. */
  readonly reader?: ((column: number) => (row: number) => Cell) | undefined
}

/** Rows as they were gathered. */
export interface FilledBatch extends RowBatch {
  /** The table's columns as they are in memory. */
  readonly columns: readonly ColumnData[]
  /** Nobody needs the rows any more: their memory is used for the next ones. */
  release(): void
}

/** The open row group of one table. */
export class TableRows {
  readonly table: Table
  readonly columns: readonly ColumnCells[]
  readonly types: readonly ColumnType[]
  /** The column of ids; index or key stands beside it. */
  readonly idColumn: number
  /** The value whose row is open. */
  value: JsonValue = null
  /** Columns that hold text in another form. */
  readonly isConverted: readonly boolean[]
  /** Arrays or maps of this table in the current document so far. */
  arrays = 0
  /** Rows so far. */
  rows = 0
  /** Which row group is open, from 1. */
  rowGroup = 1
  /** Rows of a row group. */
  readonly limit: number
  readonly #onBatch: (batch: FilledBatch) => void
  /** Cells of the first columns, the same in all rows from {@link #sharedFrom} on. They are filled in when they change. */
  #shared: readonly Cell[] = []
  #sharedFrom = 0
  /** What the shared cells of one row take. */
  #sharedWeight = 0

  /** @param onQuestion see {@link TextCells}. */
  constructor(table: Table, limit: number, onBatch: (batch: FilledBatch) => void, onQuestion: (cells: TextCells) => void) {
    this.table = table
    this.types = table.columns.map((column) => column.type)
    this.isConverted = this.types.map((type) => type === 'timestamp' || type === 'date')
    this.columns = this.types.map((type) => createCells(type, onQuestion))
    this.idColumn = table.columns.findIndex(({ source }) => source.role === 'id')
    this.limit = limit
    this.#onBatch = onBatch
  }

  /** Cells of the first columns for all rows that follow. */
  share(cells: readonly Cell[]): void {
    if (cells.length === this.#shared.length && cells.every((cell, i) => cell === this.#shared[i])) return
    this.#fillShared()
    this.#shared = cells
    this.#sharedWeight = cells.reduce((sum: number, cell) => sum + weightOf(cell), 0)
  }

  /** Whether the row group is closed before another row. Looked at as each row begins. */
  isFull(): boolean {
    const { rows } = this
    return rows === this.limit || (rows % CHECKED_ROWS === 0 && this.#isHeavy())
  }

  /** Open the next row. */
  begin(): number {
    if (this.isFull()) this.flush()
    return this.rows++
  }

  /**
   * Make room for rows that are added together.
   *
   * @param weightBytes of the values of all of them.
   * @returns how many of them may be added before it is asked again.
   */
  openRows(wanted: number, weightBytes: number): number {
    const { rows, limit } = this
    if (rows + wanted <= limit && this.#weight(rows + wanted) + weightBytes < ROW_GROUP_WEIGHT_BYTES) return wanted
    if (this.isFull()) this.flush()
    return Math.min(CHECKED_ROWS - (this.rows % CHECKED_ROWS), limit - this.rows)
  }

  flush(): void {
    const { rows } = this
    if (rows === 0) return
    this.#fillShared()
    this.#sharedFrom = 0
    this.rows = 0
    this.rowGroup++
    const taken = this.columns.map((column) => column.take(rows))
    this.#onBatch({
      table: this.table,
      rows,
      columns: taken,
      cells: (column) => toCells(taken[column]!),
      release: () => {
        for (const [i, data] of taken.splice(0).entries()) recycleCells(this.columns[i]!, data)
      },
    })
  }

  #isHeavy(): boolean {
    return this.rows > 0 && this.#weight(this.rows) >= ROW_GROUP_WEIGHT_BYTES
  }

  /** What the row group weighs with so many rows. */
  #weight(rows: number): number {
    const unfilledBytes = (rows - this.#sharedFrom) * this.#sharedWeight
    return this.columns.reduce((sum, { weightBytes }) => sum + weightBytes, unfilledBytes)
  }

  #fillShared(): void {
    const { rows } = this
    for (const [i, cell] of this.#shared.entries()) fillCells(this.columns[i]!, this.#sharedFrom, rows, cell)
    this.#sharedFrom = rows
  }
}

const CELL_BYTES = 8

function weightOf(cell: Cell): number {
  if (cell === null) return 0
  return typeof cell === 'string' ? CELL_BYTES + utf8Bytes(cell) : CELL_BYTES
}
