import { ExactNumber, isJsonArray, setOwn, type JsonArray, type JsonObject, type JsonValue } from './json-value.js'

/**
 * A value with all numbers as doubles, as `JSON.parse` gives them: integers beyond ±(2^53 − 1) are rounded, and numbers beyond the range
 * of doubles are infinite. What has nothing to change is returned as it is, not copied.
 */
export function toPlain(value: JsonValue): JsonValue {
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value
  if (value === null) return null
  if (isJsonArray(value)) return plainArray(value)
  return value instanceof ExactNumber ? Number(value) : plainObject(value)
}

function plainArray(array: JsonArray): JsonValue {
  let copy: JsonValue[] | undefined
  for (let i = 0; i < array.length; i++) {
    const plain = toPlain(array[i]!)
    if (copy === undefined && plain !== array[i]) copy = array.slice(0, i)
    copy?.push(plain)
  }
  return copy ?? array
}

function plainObject(object: JsonObject): JsonValue {
  let copy: Record<string, JsonValue> | undefined
  // Not Object.keys: most values have nothing to change, and no list of keys is made for them.
  for (const key in object) {
    const plain = toPlain(object[key]!)
    if (copy === undefined && plain !== object[key]) copy = copyUpTo(object, key)
    if (copy !== undefined) setOwn(copy, key, plain)
  }
  return copy ?? object
}

function copyUpTo(object: JsonObject, end: string): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = {}
  for (const key in object) {
    if (key === end) break
    setOwn(copy, key, object[key]!)
  }
  return copy
}
