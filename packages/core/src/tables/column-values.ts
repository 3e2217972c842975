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

class Int64Values implements ColumnValues {
  #values = new BigInt64Array(FIRST_VALUES)
  #count = 0

  push(value: Value): void {
    if (this.#count === this.#values.length) {
      const grown = new BigInt64Array(this.#count * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#count++] = typeof value === 'bigint' ? value : BigInt(value)
  }

  at(index: number): Value {
    return this.#values[index]!
  }
}
