import type { Cell } from './cell.js'
import { TextValues } from './text-values.js'
import type { ColumnType } from './table-plan.js'

type Value = NonNullable<Cell>

/** The values of a column without its nulls, one after the other. */
export interface ColumnValues {
  push(value: Value): void
  at(index: number): Value
}

const FIRST_VALUES = 64
/** Which of the two 32-bit words of an int64 is the lower one, on this machine. */
const LOWER = new Int32Array(new BigInt64Array([1n]).buffer)[0] === 1 ? 0 : 1
const UPPER = 1 - LOWER

/** Values in the memory that suits a column's type. */
export function createValues(type: ColumnType): ColumnValues {
  switch (type) {
    case 'string':
      return new TextValues()
    case 'integer':
    case 'timestamp':
      return new Int64Values()
    default:
      return new DoubleValues(type === 'boolean')
  }
}

/** Doubles, days and booleans. */
class DoubleValues implements ColumnValues {
  readonly #areBooleans: boolean
  #values = new Float64Array(FIRST_VALUES)
  #count = 0

  constructor(areBooleans: boolean) {
    this.#areBooleans = areBooleans
  }

  push(value: Value): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(this.#count * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#count++] = Number(value)
  }

  at(index: number): Value {
    const value = this.#values[index]!
    return this.#areBooleans ? value === 1 : value
  }
}

export class Int64Values implements ColumnValues {
  #values = new BigInt64Array(FIRST_VALUES)
  #halves = new Int32Array(this.#values.buffer)
  #count = 0

  push(value: Value): void {
    this.#reserve()
    this.#values[this.#count++] = typeof value === 'bigint' ? value : BigInt(value)
  }

  /** Add a value by its halves: no bigint is made. */
  pushHalves(upper: number, lower: number): void {
    this.#reserve()
    const low = this.#count++ * 2
    this.#halves[low + LOWER] = lower
    this.#halves[low + UPPER] = upper
  }

  at(index: number): Value {
    return this.#values[index]!
  }

  #reserve(): void {
    if (this.#count < this.#values.length) return
    const grown = new BigInt64Array(this.#count * 2)
    grown.set(this.#values)
    this.#values = grown
    this.#halves = new Int32Array(grown.buffer)
  }
}
