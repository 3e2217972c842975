import { ExactNumber, type JsonValue } from '../json/json-value.js'
import { stringifyJson } from '../json/stringify-json.js'
import { isWholeNumber } from '../json/whole-number.js'
import type { Cell } from './cell.js'
import type { ColumnType, ValueKind } from './table-plan.js'
import { formatDate, formatTimestamp, parseDate, parseTimestamp } from './timestamps.js'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Text as a cell of a column, or undefined if the column cannot hold it: a lone surrogate is no UTF-8, and not every text is a date. */
export function textCell(value: string, type: ColumnType): NonNullable<Cell> | undefined {
  if (type === 'timestamp') return parseTimestamp(value)
  if (type === 'date') return parseDate(value)
  return type === 'string' && value.isWellFormed() ? value : undefined
}

/** A number as a cell of a column, or undefined if the column would change it. */
export function numberCell(value: number | bigint | ExactNumber, type: ColumnType): NonNullable<Cell> | undefined {
  if (type === 'number') return doubleCell(value)
  if (type === 'string') return stringifyJson(value)
  if (type !== 'integer' || value instanceof ExactNumber || (typeof value === 'number' && !isWholeNumber(value))) return undefined
  return typeof value === 'number' || (value >= INT64_MIN && value <= INT64_MAX) ? value : undefined
}

/** A cell of a number, string or boolean column as the JSON value it was made from. */
export function cellToJson(cell: NonNullable<Cell>, kind: Exclude<ValueKind, 'json'>, type: ColumnType): JsonValue {
  if (type === 'timestamp') return formatTimestamp(BigInt(cell))
  if (type === 'date') return formatDate(Number(cell))
  if (kind !== 'number' || typeof cell === 'number') return cell
  if (typeof cell === 'string' && !/^-?\d+$/.test(cell)) return new ExactNumber(cell)
  if (cell === '-0') return -0
  const value = BigInt(cell)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function doubleCell(value: number | bigint | ExactNumber): number | undefined {
  const double = Number(value)
  if (!Number.isFinite(double)) return undefined
  return typeof value === 'bigint' && BigInt(double) !== value ? undefined : double
}
