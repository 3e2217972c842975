import type { ColumnType } from './table-plan.js'

/** A cell as the Parquet writer takes it: INT64 as bigint or safe integer, text as string. */
export type Cell = boolean | number | bigint | string | null

/** One column of one row group, filled from the top; rows that are passed over hold null. */
export class ColumnCells {
  readonly type: ColumnType
  #cells: Cell[] = []

  constructor(type: ColumnType) {
    this.type = type
  }

  set(row: number, cell: Cell): void {
    const cells = this.#cells
    while (cells.length < row) cells.push(null)
    cells[row] = cell
  }

  /** The column's first `rows` cells; the builder is empty afterwards. */
  take(rows: number): Cell[] {
    const cells = this.#cells
    while (cells.length < rows) cells.push(null)
    this.#cells = []
    return cells
  }
}
