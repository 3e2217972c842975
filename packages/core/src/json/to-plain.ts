import { ExactNumber, isJsonArray, isJsonObject, setOwn, type JsonArray, type JsonObject, type JsonValue } from './json-value.js'

/**
 * A value with all numbers as doubles, as `JSON.parse` gives them: integers beyond ±(2^53 − 1) are rounded, and numbers beyond the range
 * of doubles are infinite. What has nothing to change is returned as it is, not copied.
 */
export function toPlain(value: JsonValue): JsonValue {
  if (typeof value === 'bigint' || value instanceof ExactNumber) return Number(value)
  if (isJsonArray(value)) return plainArray(value)
  return isJsonObject(value) ? plainObject(value) : value
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
  const keys = Object.keys(object)
  let copy: Record<string, JsonValue> | undefined
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    const plain = toPlain(object[key]!)
    if (copy === undefined && plain !== object[key]) copy = pick(object, keys.slice(0, i))
    if (copy !== undefined) setOwn(copy, key, plain)
  }
  return copy ?? object
}

function pick(object: JsonObject, keys: readonly string[]): Record<string, JsonValue> {
  const picked: Record<string, JsonValue> = {}
  for (const key of keys) setOwn(picked, key, object[key]!)
  return picked
}
