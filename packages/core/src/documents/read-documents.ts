import type { ErrorPlace } from '../errors.js'
import { decodeText, parseBytes, startOfText } from '../json/decode-text.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJsonValues, type ParseOptions } from '../json/parse-json.js'

/**
 * The documents of one entry, in order: one for a JSON object or scalar, one for each element of a top-level array, one for each line of
 * NDJSON. A byte order mark is passed over.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function readDocuments(bytes: Uint8Array, place: ErrorPlace, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  return parseBytes(bytes, { ...options, place })
}

/**
 * The values of one entry as they stand at its top: a JSON Schema speaks of a top-level array as a whole.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function* readValues(bytes: Uint8Array, place: ErrorPlace, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  const { text, parse } = decodeText(bytes, { ...options, place })
  yield* parseJsonValues(text, parse)
}

/** Whether an entry's name says that it holds JSON. */
export function isNamedJson(path: string): boolean {
  return /\.(json|ndjson|jsonl|jl|geojson|geojsonl)$/i.test(path)
}

/** Whether bytes begin as a JSON object or array does, after white space. */
export function beginsAsJson(bytes: Uint8Array): boolean {
  for (let at = startOfText(bytes, {}); at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x7b || byte === 0x5b) return true
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false
  }
  return false
}
