import type { JsonValue } from '../json/json-value.js'
import { isJsonArray, isJsonObject } from '../json/json-value.js'
import { compareCodeUnits } from '../names/compare-code-units.js'

/** Positions of two elements that are the same JSON value, the later one first; undefined if all differ. */
export function findDuplicate(array: readonly JsonValue[]): [number, number] | undefined {
  const positions = new Map<string, number>()
  for (let i = 0; i < array.length; i++) {
    const text = identify(array[i]!)
    const before = positions.get(text)
    if (before !== undefined) return [i, before]
    positions.set(text, i)
  }
  return undefined
}

/** Text that is the same for equal values only: the order of keys does not count, nor does the sign of zero. */
function identify(value: JsonValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (isJsonArray(value)) return `[${value.map(identify).join(',')}]`
  if (!isJsonObject(value)) return String(value)
  const keys = Object.keys(value).sort(compareCodeUnits)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${identify(value[key]!)}`).join(',')}}`
}
