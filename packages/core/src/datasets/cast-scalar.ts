import { ExactNumber, isJsonArray, isJsonObject, type JsonScalar, type JsonValue } from '../json/json-value.js'
import { parseEmbedded } from './parse-embedded.js'
import { stringifyJson } from '../json/stringify-json.js'

export type CastType = 'integer' | 'number' | 'string' | 'boolean'

/**
 * A scalar as one of another type, without changing what it says: `"62"` is the integer 62, and `62` the text `"62"`; `"62.5"`, `62.5`,
 * `""` and containers are no integers.
 *
 * @returns undefined if it says nothing of that type.
 */
export function castScalar(value: JsonValue, type: CastType): JsonScalar | undefined {
  if (value === null || isJsonArray(value) || isJsonObject(value)) return undefined
  if (type === 'string') return typeof value === 'string' ? value : stringifyJson(value)
  if (type === 'boolean') return castBoolean(value)
  const number = isNumeric(value) ? value : typeof value === 'string' ? parseEmbedded(value.trim().replace(/^\+/, '')) : undefined
  if (number === undefined || !isNumeric(number)) return undefined
  return type === 'number' ? number : castInteger(number)
}

function castBoolean(value: JsonScalar): boolean | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === true || text === 'true') return true
  return text === false || text === 'false' ? false : undefined
}

/** `62.0` is a whole number that was measured; as an integer it is 62. */
function castInteger(number: number | bigint | ExactNumber): number | bigint | undefined {
  if (typeof number === 'bigint') return number
  const value = Number(number)
  return Number.isSafeInteger(value) ? value + 0 : undefined
}

function isNumeric(value: JsonValue): value is number | bigint | ExactNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber
}
