import { isJsonArray, isJsonObject, type ExactNumber, type JsonValue } from '../json/json-value.js'
import type { Cell } from './cell.js'
import { numberCell, textCell } from './coerce.js'
import type { PlanNode } from './compile-plan.js'
import type { ColumnType, Path, ValueKind } from './table-plan.js'

type Scalar = boolean | number | bigint | string | ExactNumber

/** The column that a scalar goes to, if the plan has one for its kind. */
export function scalarColumn(node: PlanNode, value: Scalar): number | undefined {
  if (typeof value === 'string') return node.string
  return typeof value === 'boolean' ? node.boolean : node.number
}

/** A scalar as a cell of a column, or undefined if the column cannot hold it. */
export function scalarCell(value: Scalar, type: ColumnType): NonNullable<Cell> | undefined {
  if (typeof value === 'string') return textCell(value, type)
  if (typeof value === 'boolean') return type === 'boolean' ? value : undefined
  return numberCell(value, type)
}

/** The copy of a scalar in a row above; nothing where it is another kind, or no scalar. */
export function pushedCell(value: JsonValue, path: Path, kind: ValueKind, type: ColumnType): NonNullable<Cell> | undefined {
  let at: JsonValue | undefined = value
  for (const key of path) at = at !== undefined && isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  if (at === undefined || at === null || isJsonArray(at) || isJsonObject(at)) return undefined
  return kindOf(at) === kind ? scalarCell(at, type) : undefined
}

function kindOf(value: Scalar): ValueKind {
  return typeof value === 'string' || typeof value === 'boolean' ? (typeof value as 'string' | 'boolean') : 'number'
}
