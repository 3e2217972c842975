import { BACKSLASH, COLON, LETTER_N, QUOTE, SPACE } from './bytes.js'

/** 1 for bytes that numbers and the names of other scalars begin with, and go on with. */
const IN_SCALAR = Uint8Array.from({ length: 256 }, (_, code) => (/[-+.\dA-Za-z]/.test(String.fromCharCode(code)) ? 1 : 0))

/**
 * How many scalar values, null apart, stand in JSON texts: what `countLeaves` counts of the values. Nothing is checked, so of what is no good
 * JSON any number may come.
 */
export function countScalars(bytes: Uint8Array): number {
  const end = bytes.length
  let scalars = 0
  let at = 0
  // Nothing is read beyond the end: that takes engines several times as long, wherever it happens once.
  while (at < end) {
    const code = bytes[at++]!
    if (code === QUOTE) {
      while (at < end) {
        const next = bytes[at++]!
        if (next === QUOTE) break
        if (next === BACKSLASH) at++
      }
      while (at < end && bytes[at]! <= SPACE) at++
      // A key is no value.
      if (at === end || bytes[at] !== COLON) scalars++
    } else if (IN_SCALAR[code] === 1) {
      if (code !== LETTER_N) scalars++
      while (at < end && IN_SCALAR[bytes[at]!] === 1) at++
    }
  }
  return scalars
}
