import type { Cell } from './cell.js'
import type { ArrayId } from './array-ids.js'
import { createValues, type ColumnValues, type Int64Values } from './column-values.js'
import type { ColumnType } from './table-plan.js'

const FIRST_ROWS = 256
const CELL_BYTES = 8

/**
 * One column of one row group, filled from the top; rows that are passed over hold null. Values are kept in typed memory: as JavaScript
 * values they would take several times as much, and pieces of a document's text would keep the whole text alive.
 */
export class ColumnCells {
  readonly type: ColumnType
  /** What the values take, roughly: 8 bytes each, and a text's length. */
  weightBytes = 0
  #isPresent = new Uint8Array(FIRST_ROWS)
  #values: ColumnValues

  constructor(type: ColumnType) {
    this.type = type
    this.#values = createValues(type)
  }

  /** @param row beyond every row that was set before. */
  set(row: number, cell: Cell): void {
    if (cell === null) return
    if (row >= this.#isPresent.length) this.#grow(row)
    this.#isPresent[row] = 1
    this.#values.push(cell)
    this.weightBytes += typeof cell === 'string' ? CELL_BYTES + cell.length : CELL_BYTES
  }

  /** Set an id by its halves; the column is one of integers. */
  setId(row: number, { upper, lower }: ArrayId): void {
    if (row >= this.#isPresent.length) this.#grow(row)
    this.#isPresent[row] = 1
    ;(this.#values as Int64Values).pushHalves(upper, lower)
    this.weightBytes += CELL_BYTES
  }

  /** Empties the column. @returns makes the first `rows` cells that it had. */
  take(rows: number): () => Cell[] {
    const present = this.#isPresent
    const values = this.#values
    this.#isPresent = new Uint8Array(FIRST_ROWS)
    this.#values = createValues(this.type)
    this.weightBytes = 0
    return () => {
      const cells = new Array<Cell>(rows)
      for (let row = 0, at = 0; row < rows; row++) cells[row] = present[row] === 1 ? values.at(at++) : null
      return cells
    }
  }

  #grow(row: number): void {
    const grown = new Uint8Array(Math.max(row + 1, this.#isPresent.length * 2))
    grown.set(this.#isPresent)
    this.#isPresent = grown
  }
}
