import { ExactNumber, isJsonArray, type JsonObject, type JsonValue } from './json-value.js'

/**
 * JSON text of a value, without loss: integers of any size keep their digits, numbers their spelling, `-0` its sign, and a lone
 * surrogate is escaped, so that the text is well-formed Unicode. Keys keep their order.
 */
export function stringifyJson(value: JsonValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return stringifyNumber(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof ExactNumber) return value.text
  if (isJsonArray(value)) return `[${value.map(stringifyJson).join(',')}]`
  const object: JsonObject = value
  return `{${Object.keys(object)
    .map((key) => `${JSON.stringify(key)}:${stringifyJson(object[key]!)}`)
    .join(',')}}`
}

function stringifyNumber(value: number): string {
  if (Object.is(value, -0)) return '-0'
  // JavaScript prints the shortest digits that give the same double; read as an integer they would be another one.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21) return String(BigInt(value))
  return String(value)
}
