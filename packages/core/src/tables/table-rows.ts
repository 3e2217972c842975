import type { JsonValue } from '../json/json-value.js'
import type { Cell } from './cell.js'
import { ColumnCells } from './column-cells.js'
import type { ColumnType, Table } from './table-plan.js'

export const DEFAULT_ROW_GROUP_ROWS = 122_880
/** A row group that weighs so much is closed before it has all its rows, so that memory is bounded also where rows are wide. */
const ROW_GROUP_WEIGHT_BYTES = 8 * 1024 ** 2
/** Rows after which the weight is looked at again. */
const CHECKED_ROWS = 256

/** Rows of one table, column by column. */
export interface RowBatch {
  readonly table: Table
  readonly rows: number
  /** The `rows` cells of a column of the table, made anew at each call, so that only one column need be in memory. */
  cells(column: number): readonly Cell[]
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
  readonly #limit: number
  readonly #onBatch: (batch: RowBatch) => void
  #rows = 0

  constructor(table: Table, limit: number, onBatch: (batch: RowBatch) => void) {
    this.table = table
    this.types = table.columns.map((column) => column.type)
    this.isConverted = this.types.map((type) => type === 'timestamp' || type === 'date')
    this.columns = this.types.map((type) => new ColumnCells(type))
    this.idColumn = table.columns.findIndex(({ source }) => source.role === 'id')
    this.#limit = limit
    this.#onBatch = onBatch
  }

  /** Open the next row and fill its injected columns. */
  begin(injected: readonly Cell[]): number {
    if (this.#rows === this.#limit || (this.#rows % CHECKED_ROWS === 0 && this.#isHeavy())) this.flush()
    const row = this.#rows++
    for (const [i, cell] of injected.entries()) this.columns[i]!.set(row, cell)
    return row
  }

  #isHeavy(): boolean {
    return this.columns.reduce((sum, { weightBytes }) => sum + weightBytes, 0) >= ROW_GROUP_WEIGHT_BYTES
  }

  flush(): void {
    const rows = this.#rows
    if (rows === 0) return
    this.#rows = 0
    const taken = this.columns.map((column) => column.take(rows))
    this.#onBatch({ table: this.table, rows, cells: (column) => taken[column]!() })
  }
}
