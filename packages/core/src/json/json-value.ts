/**
 * A number as it was written, where a JavaScript number would not say all of it: a whole value with a fraction or exponent (`1.0`,
 * `5e2`), which tells a measured quantity from a count, or a value beyond the range of doubles (`1e999`).
 */
export class ExactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** The nearest double; infinite beyond their range. */
  valueOf(): number {
    return Number(this.text)
  }
}

/**
 * A JSON value without loss. Integers within ±(2^53 − 1) are numbers, integers beyond are bigints; other numbers are doubles as
 * `JSON.parse` gives them, or an {@link ExactNumber} where that would hide something.
 */
export type JsonValue = null | boolean | number | bigint | string | ExactNumber | JsonArray | JsonObject

export type JsonArray = readonly JsonValue[]

/** Own properties only; a key such as `__proto__` is an own property like any other. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export type JsonScalar = null | boolean | number | bigint | string | ExactNumber

export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
}

export function isJsonArray(value: JsonValue): value is JsonArray {
  return Array.isArray(value)
}

/** Set an own property, also where the key is `__proto__`. */
export function setOwn(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** Whether two values are the same JSON value: the order of keys and the spelling of numbers do not count. */
export function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return !(a === 0 && !Object.is(a, b))
  if (isNumeric(a) && isNumeric(b)) return equalNumbers(a, b)
  if (isJsonArray(a) && isJsonArray(b)) return a.length === b.length && a.every((item, i) => equalJson(item, b[i]!))
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key]!, b[key]!))
  }
  return false
}

function isNumeric(value: JsonValue): value is number | bigint | ExactNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber
}

function equalNumbers(a: number | bigint | ExactNumber, b: number | bigint | ExactNumber): boolean {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a === b
  const x = a.valueOf()
  const y = b.valueOf()
  if (typeof x === 'bigint' || typeof y === 'bigint') return typeof x !== typeof y && Number.isInteger(Number(x)) && BigInt(x) === BigInt(y)
  if (Number.isFinite(x) || Number.isFinite(y)) return Object.is(x, y)
  return (a as ExactNumber).text === (b as ExactNumber).text
}
