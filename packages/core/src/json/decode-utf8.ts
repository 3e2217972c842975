import { DocumentParseError, type ErrorPlace } from '../errors.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * UTF-8 bytes to text.
 *
 * @throws DocumentParseError `bad-utf8`, with the offset of the first byte that is no UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array, place: ErrorPlace = {}, baseOffsetBytes = 0): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new DocumentParseError('The bytes are not valid UTF-8', {
      code: 'bad-utf8',
      ...place,
      offsetBytes: baseOffsetBytes + firstInvalidByte(bytes),
      hint: 'Convert the file to UTF-8 before it is uploaded.',
      cause,
    })
  }
}

/** Offset of the first byte at which decoding fails, found by halving: a prefix decodes as a stream if nothing in it is wrong yet. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (decodesSoFar(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function decodesSoFar(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
