import { decodeCodePage437 } from './code-page-437.js'
import { viewOf } from './zip-bytes.js'

const UNICODE_PATH_FIELD = 0x7075

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One extra field of a header. */
export interface ExtraField {
  readonly id: number
  readonly content: Uint8Array
}

/**
 * The name of an entry as text.
 *
 * The Unicode path field wins if it was made for this name; then UTF-8 if the bytes are that (Java and macOS write it without the flag); then
 * code page 437.
 *
 * @param extraFields Those of the central directory.
 * @see APPNOTE.TXT 6.3.10, section 4.6.9 (Unicode path field) and appendix D
 */
export function decodeEntryName(raw: Uint8Array, extraFields: readonly ExtraField[], crc32: (bytes: Uint8Array) => number): string {
  const unicodePath = extraFields.find((field) => isUnicodePathOf(raw, field, crc32))
  return (unicodePath && decodeUtf8(unicodePath.content.subarray(5))) ?? decodeUtf8(raw) ?? decodeCodePage437(raw)
}

/** Version 1, CRC-32 of the name that it belongs to, the name: a tool that renames an entry may leave a stale field behind. */
function isUnicodePathOf(raw: Uint8Array, { id, content }: ExtraField, crc32: (bytes: Uint8Array) => number): boolean {
  return id === UNICODE_PATH_FIELD && content.length > 5 && content[0] === 1 && viewOf(content).getUint32(1, true) === crc32(raw)
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
