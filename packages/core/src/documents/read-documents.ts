import type { ErrorPlace } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJsonDocuments, parseJsonValues, type ParseOptions } from '../json/parse-json.js'

const BOM = [0xef, 0xbb, 0xbf] as const

/**
 * The documents of one entry, in order: one for a JSON object or scalar, one for each element of a top-level array, one for each line of
 * NDJSON. A byte order mark is passed over.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function* readDocuments(bytes: Uint8Array, place: ErrorPlace, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  const [text, parse] = decode(bytes, place, options)
  yield* parseJsonDocuments(text, parse)
}

/**
 * The values of one entry as they stand at its top: a JSON Schema speaks of a top-level array as a whole.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function* readValues(bytes: Uint8Array, place: ErrorPlace, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  const [text, parse] = decode(bytes, place, options)
  yield* parseJsonValues(text, parse)
}

function decode(bytes: Uint8Array, place: ErrorPlace, options: ParseOptions): [text: string, parse: ParseOptions] {
  const base = options.baseOffsetBytes ?? 0
  const start = base === 0 && BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0
  const text = decodeUtf8(bytes.subarray(start), place, base + start)
  return [text, { ...options, place, baseOffsetBytes: base + start }]
}

/** Whether an entry's name says that it holds JSON. */
export function isNamedJson(path: string): boolean {
  return /\.(json|ndjson|jsonl|jl|geojson|geojsonl)$/i.test(path)
}

/** Whether bytes begin as a JSON object or array does, after white space. */
export function beginsAsJson(bytes: Uint8Array): boolean {
  const start = BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x7b || byte === 0x5b) return true
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false
  }
  return false
}
