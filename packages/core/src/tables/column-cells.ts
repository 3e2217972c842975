import type { Cell } from './cell.js'
import type { ColumnData } from './column-data.js'
import { BooleanCells, DoubleCells, Int64Cells } from './number-cells.js'
import type { ColumnType } from './table-plan.js'
import { textAt, TextCells } from './text-cells.js'

/**
 * One column of one row group, filled from the top; rows that are passed over hold null. Values are kept in typed memory: as JavaScript
 * values they would take several times as much, and pieces of a document's text would keep the whole text alive.
 */
export type ColumnCells = BooleanCells | DoubleCells | Int64Cells | TextCells

/** @param onQuestion see {@link TextCells}. */
export function createCells(type: ColumnType, onQuestion: (cells: TextCells) => void): ColumnCells {
  switch (type) {
    case 'string':
      return new TextCells(onQuestion)
    case 'integer':
    case 'timestamp':
      return new Int64Cells()
    case 'boolean':
      return new BooleanCells()
    default:
      return new DoubleCells()
  }
}

/** Set the same cell in all rows from one to before another. */
export function fillCells(cells: ColumnCells, from: number, to: number, cell: Cell): void {
  if (cell === null || from === to) return
  if (cells.kind === 'text') cells.fill(from, to - from, cell)
  else for (let row = from; row < to; row++) cells.set(row, cell)
}

/** Use the memory of a column that was taken again. */
export function recycleCells(cells: ColumnCells, data: ColumnData): void {
  ;(cells as { recycle(data: ColumnData): void }).recycle(data)
}

/** The cells of a column that was taken, as JavaScript values. */
export function toCells(data: ColumnData): Cell[] {
  const { rows, present } = data
  const valueAt = readerOf(data)
  const cells = new Array<Cell>(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    cells[row] = present === undefined || present[row >> 3]! & (1 << (row & 7)) ? valueAt(at++) : null
  }
  return cells
}

function readerOf(data: ColumnData): (value: number) => NonNullable<Cell> {
  switch (data.kind) {
    case 'boolean':
      return (at) => data.values[at] === 1
    case 'double':
      return (at) => data.values[at]!
    case 'int64':
      return (at) => (BigInt(data.words[at * 2 + 1]!) << 32n) | BigInt(data.words[at * 2]! >>> 0)
    default:
      return (at) => textAt(data, at)
  }
}
