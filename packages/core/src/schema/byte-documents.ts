import { decodeUtf8 } from '../json/decode-utf8.js'
import type { JsonValue } from '../json/json-value.js'
import { parseJsonDocuments, type ParseOptions } from '../json/parse-json.js'

const BOM = [0xef, 0xbb, 0xbf] as const

/** Where the text of an entry begins: after a byte order mark, unless the bytes are a later part of the entry. */
export function startOfText(bytes: Uint8Array, { baseOffsetBytes = 0 }: ParseOptions): number {
  return baseOffsetBytes === 0 && BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0
}

/**
 * The documents of an entry by the exact parser, as `readDocuments` gives them.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function parseBytes(bytes: Uint8Array, options: ParseOptions): Generator<JsonValue, void, undefined> {
  const start = startOfText(bytes, options)
  const baseOffsetBytes = (options.baseOffsetBytes ?? 0) + start
  const text = decodeUtf8(bytes.subarray(start), options.place, baseOffsetBytes)
  return parseJsonDocuments(text, { ...options, baseOffsetBytes })
}
