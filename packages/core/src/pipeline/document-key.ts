import { ExactNumber, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js'
import { stringifyJson } from '../json/stringify-json.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { parsePath } from '../names/place.js'
import type { Path } from '../tables/table-plan.js'

/** The keys that lead to a field given by its name, or by its path; undefined if the path leads through arrays or maps. */
export function parseFieldPath(text: string): Path | undefined {
  if (!/^\$[.[]/.test(text)) return [text]
  const keys = parsePath(text)?.map((step) => (typeof step === 'string' ? step : undefined))
  return keys?.every((key) => key !== undefined) ? keys : undefined
}

/** The value at a path, if it is there. */
export function valueAt(document: JsonObject, path: Path): JsonValue | undefined {
  let value: JsonValue = document
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]!
  }
  return value
}

/** The values at several paths as one text: equal values give equal texts. Undefined if one of them is absent or null. */
export function documentKey(document: JsonObject, paths: readonly Path[]): string | undefined {
  const texts: string[] = []
  for (const path of paths) {
    const value = valueAt(document, path) ?? null
    if (value === null) return undefined
    texts.push(equalText(value))
  }
  return texts.join(',')
}

/** JSON text that does not tell how a number was written or an object's keys were ordered. */
function equalText(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(equalText).join(',')}]`
  if (isJsonObject(value)) {
    const keys = Object.keys(value).sort(compareCodeUnits)
    return `{${keys.map((key) => `${JSON.stringify(key)}:${equalText(value[key]!)}`).join(',')}}`
  }
  if (!(value instanceof ExactNumber)) return stringifyJson(value)
  const number = value.valueOf()
  if (!Number.isFinite(number)) return value.text
  return Number.isInteger(number) ? String(BigInt(number)) : String(number)
}
