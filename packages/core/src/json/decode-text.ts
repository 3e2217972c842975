import { DocumentParseError } from '../errors.js'
import { decodeUtf8 } from './decode-utf8.js'
import type { JsonValue } from './json-value.js'
import { parseJsonDocuments, type ParseOptions } from './parse-json.js'

const BOM = [0xef, 0xbb, 0xbf] as const

/** Where the text of an entry begins: after a byte order mark, unless the bytes are a later part of the entry. */
export function startOfText(bytes: Uint8Array, { baseOffsetBytes = 0 }: ParseOptions): number {
  return baseOffsetBytes === 0 && BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0
}

/**
 * The text of an entry, and how it is to be parsed.
 *
 * @throws DocumentParseError with the place of the first fault if the bytes are not UTF-8: the JSON before that may have another one.
 */
export function decodeText(bytes: Uint8Array, options: ParseOptions): { readonly text: string; readonly parse: ParseOptions } {
  const start = startOfText(bytes, options)
  const parse = { ...options, baseOffsetBytes: (options.baseOffsetBytes ?? 0) + start }
  const content = bytes.subarray(start)
  try {
    return { text: decodeUtf8(content, options.place, parse.baseOffsetBytes), parse }
  } catch (error) {
    if (error instanceof DocumentParseError && error.place.offsetBytes !== undefined) {
      throwFaultBefore(content.subarray(0, error.place.offsetBytes - parse.baseOffsetBytes), parse)
    }
    throw error
  }
}

/**
 * The documents of an entry, one after the other.
 *
 * @throws DocumentParseError with the place of the first fault.
 */
export function* parseBytes(bytes: Uint8Array, options: ParseOptions): Generator<JsonValue, void, undefined> {
  const { text, parse } = decodeText(bytes, options)
  yield* parseJsonDocuments(text, parse)
}

/** Throw the fault in the JSON that bytes hold, unless it stands at their very end: they are cut off there. */
function throwFaultBefore(bytes: Uint8Array, parse: ParseOptions): void {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true })
  const end = parse.baseOffsetBytes! + new TextEncoder().encode(text).length
  try {
    for (const _ of parseJsonDocuments(text, parse));
  } catch (error) {
    if (error instanceof DocumentParseError && error.place.offsetBytes! < end) throw error
  }
}
