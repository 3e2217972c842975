import type { Cell } from './column-cells.js'
import { ExactNumber } from '../json/json-value.js'
import { isWholeNumber } from '../json/whole-number.js'
import type { ColumnType } from './table-plan.js'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Text as a cell, or undefined if UTF-8 cannot hold it (a lone surrogate). */
export function textCell(value: string): string | undefined {
  return value.isWellFormed() ? value : undefined
}

/** A number as a cell of a column, or undefined if the column would change it. */
export function numberCell(value: number | bigint | ExactNumber, type: ColumnType): Cell | undefined {
  if (type === 'number') return doubleCell(value)
  if (value instanceof ExactNumber || (typeof value === 'number' && !isWholeNumber(value))) return undefined
  if (type === 'string') return String(value)
  return typeof value === 'number' || (value >= INT64_MIN && value <= INT64_MAX) ? value : undefined
}

function doubleCell(value: number | bigint | ExactNumber): number | undefined {
  const double = Number(value)
  if (!Number.isFinite(double)) return undefined
  return typeof value === 'bigint' && BigInt(double) !== value ? undefined : double
}
