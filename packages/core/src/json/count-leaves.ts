import { isJsonArray, isJsonObject, type JsonValue } from './json-value.js'

/** How many scalar values, null apart, a value holds: the unit in which a ledger adds up. */
export function countLeaves(value: JsonValue): number {
  if (isJsonArray(value)) return value.reduce((sum: number, item) => sum + countLeaves(item), 0)
  if (isJsonObject(value)) return Object.keys(value).reduce((sum, key) => sum + countLeaves(value[key]!), 0)
  return value === null ? 0 : 1
}
