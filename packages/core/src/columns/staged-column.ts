import { COLUMN_BITS, COLUMN_COUNT, COLUMN_IS_SPARSE, COLUMN_TEXT_BYTES, COLUMN_VALUES } from './kernel-layout.js'
import type { ProgramColumn } from './program-writer.js'
import type { ScanKernel } from './scan-kernel.js'

/** Of a value, whatever its type, as row groups are weighed. */
export const CELL_BYTES = 8

/** A column's staged values, and how many of them were taken. */
export class StagedColumn {
  readonly cells: ProgramColumn['cells']
  readonly column: ProgramColumn
  /** Address of the values. */
  readonly values: number
  /** Which rows have values; undefined where it is the first ones. */
  readonly bits: Uint8Array | undefined
  readonly weightBytes: number
  taken = 0
  rowsTaken = 0
  /** The row before which it is to be asked whether a list of distinct texts pays. */
  askedAt: number | undefined
  readonly #count: number
  readonly #rows: number

  constructor({ words, bytes }: ScanKernel, column: ProgramColumn, rows: number) {
    const { cells, address } = column
    const at = address >> 2
    const bitsAt = words[at + (COLUMN_BITS >> 2)]!
    const isSparse = words[at + (COLUMN_IS_SPARSE >> 2)] !== 0
    this.cells = cells
    this.#rows = rows
    this.column = column
    this.values = words[at + (COLUMN_VALUES >> 2)]!
    this.bits = isSparse ? bytes.subarray(bitsAt, bitsAt + ((rows + 7) >> 3)) : undefined
    this.#count = words[at + (COLUMN_COUNT >> 2)]!
    this.weightBytes = this.#count * CELL_BYTES + (cells.kind === 'text' ? words[at + (COLUMN_TEXT_BYTES >> 2)]! : 0)
  }

  /** Take the values of the rows before one. @returns how many there are besides those that were taken. */
  take(to: number): number {
    const before = this.taken
    this.taken = to === this.#rows ? this.#count : this.valuesBefore(to)
    this.rowsTaken = to
    return this.taken - before
  }

  /** Values of the rows before one. */
  valuesBefore(row: number): number {
    if (!this.bits) return Math.min(this.#count, row)
    let values = 0
    for (let i = 0; i < row; i++) if (this.bits[i >> 3]! & (1 << (i & 7))) values++
    return values
  }

  /** The row of a value. */
  rowOf(value: number): number {
    let row = value
    while (this.valuesBefore(row + 1) <= value) row++
    return row
  }
}
