import type { Cell } from './cell.js'
import { CellPresence } from './cell-presence.js'
import type { BooleanData, DoubleData, Int64Data } from './column-data.js'

const FIRST_VALUES = 64
const CELL_BYTES = 8
const WORD = 2 ** 32

// What has no values yet has no memory of its own: a plan may have hundreds of columns, and a small file values for few of them.
const NO_DOUBLES = new Float64Array(0)
export const NO_WORDS: Int32Array = new Int32Array(0)
export const NO_BYTES: Uint8Array = new Uint8Array(0)

/** Doubles, and days since the Unix epoch, of one row group. */
export class DoubleCells extends CellPresence {
  readonly kind = 'double'
  values: Float64Array = NO_DOUBLES

  get weightBytes(): number {
    return this.count * CELL_BYTES
  }

  push(row: number, value: number): void {
    if (this.count !== row) this.markPresent(row)
    if (this.count === this.values.length) this.grow()
    this.values[this.count++] = value
  }

  set(row: number, cell: NonNullable<Cell>): void {
    this.push(row, cell as number)
  }

  grow(): void {
    this.values = grownArray(this.values)
  }

  /** Add values whose rows are marked. */
  append(values: Float64Array): void {
    while (this.count + values.length > this.values.length) this.grow()
    this.values.set(values, this.count)
    this.count += values.length
  }

  take(rows: number): DoubleData {
    const { count, values } = this
    this.values = NO_DOUBLES
    return { kind: 'double', rows, count, present: this.takePresence(rows), values }
  }

  /** Use the memory of what was taken again. */
  recycle({ values, present }: DoubleData): void {
    this.recyclePresence(present)
    if (this.count === 0) this.values = values
  }
}

/** Integers of 64 bits of one row group. */
export class Int64Cells extends CellPresence {
  readonly kind = 'int64'
  words: Int32Array = NO_WORDS

  get weightBytes(): number {
    return this.count * CELL_BYTES
  }

  /** @param lower taken modulo 2^32. */
  pushWords(row: number, upper: number, lower: number): void {
    if (this.count !== row) this.markPresent(row)
    const at = this.count++ * 2
    if (at === this.words.length) this.grow()
    this.words[at] = lower
    this.words[at + 1] = upper
  }

  /** @param value a safe integer. */
  push(row: number, value: number): void {
    this.pushWords(row, Math.floor(value / WORD), value)
  }

  set(row: number, cell: NonNullable<Cell>): void {
    if (typeof cell === 'bigint') this.pushWords(row, Number(cell >> 32n), Number(BigInt.asIntN(32, cell)))
    else this.push(row, cell as number)
  }

  grow(): void {
    this.words = grownArray(this.words)
  }

  /** Add values whose rows are marked. @param words two for each, the lower one first. */
  append(words: Int32Array): void {
    const end = this.count * 2 + words.length
    while (end > this.words.length) this.grow()
    this.words.set(words, this.count * 2)
    this.count = end / 2
  }

  take(rows: number): Int64Data {
    const { count, words } = this
    this.words = NO_WORDS
    return { kind: 'int64', rows, count, present: this.takePresence(rows), words }
  }

  /** Use the memory of what was taken again. */
  recycle({ words, present }: Int64Data): void {
    this.recyclePresence(present)
    if (this.count === 0) this.words = words
  }
}

export class BooleanCells extends CellPresence {
  readonly kind = 'boolean'
  values: Uint8Array = NO_BYTES

  get weightBytes(): number {
    return this.count * CELL_BYTES
  }

  /** @param value 0 or 1. */
  push(row: number, value: number): void {
    if (this.count !== row) this.markPresent(row)
    if (this.count === this.values.length) this.grow()
    this.values[this.count++] = value
  }

  set(row: number, cell: NonNullable<Cell>): void {
    this.push(row, cell === true ? 1 : 0)
  }

  grow(): void {
    this.values = grownArray(this.values)
  }

  /** Add values whose rows are marked. */
  append(values: Uint8Array): void {
    while (this.count + values.length > this.values.length) this.grow()
    this.values.set(values, this.count)
    this.count += values.length
  }

  take(rows: number): BooleanData {
    const { count, values } = this
    this.values = NO_BYTES
    return { kind: 'boolean', rows, count, present: this.takePresence(rows), values }
  }

  /** Use the memory of what was taken again. */
  recycle({ values, present }: BooleanData): void {
    this.recyclePresence(present)
    if (this.count === 0) this.values = values
  }
}

/** Twice as long; a first one if there was none. */
export function grownArray<T extends Float64Array | Int32Array | Uint8Array>(values: T): T {
  const grown = new (values.constructor as new (length: number) => T)(Math.max(values.length * 2, FIRST_VALUES))
  grown.set(values)
  return grown
}
