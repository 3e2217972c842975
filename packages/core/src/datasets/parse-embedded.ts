import { DocumentParseError } from '../errors.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJson } from '../json/parse-json.js'

/** The JSON that a text holds; undefined for a text that holds none, and for what is no text. */
export function parseEmbedded(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return parseJson(value)
  } catch (error) {
    if (error instanceof DocumentParseError) return undefined
    throw error
  }
}
