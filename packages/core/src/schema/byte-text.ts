import { decodeUtf8 } from '../json/decode-utf8.js'

/** So few bytes are read faster one by one than by a decoder. */
const SHORT = 32

/** Text of bytes that are known to be good UTF-8. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decodeUtf8(bytes.subarray(start, end))
  let text = ''
  for (let at = start; at < end; at++) {
    const code = bytes[at]!
    if (code >= 0x80) return decodeUtf8(bytes.subarray(start, end))
    text += String.fromCharCode(code)
  }
  return text
}
