import { COLON, LETTER_F, LETTER_N, LETTER_T, MINUS, QUOTE } from './bytes.js'
import { isWithinScalar, skipString } from './skip-value.js'

/**
 * How many scalar values, null apart, stand in JSON texts: what `countLeaves` counts of the values. Nothing is checked, so of what is no good
 * JSON any number may come.
 */
export function countScalars(bytes: Uint8Array): number {
  const end = bytes.length
  let scalars = 0
  let at = 0
  while (at < end) {
    const code = bytes[at]!
    if (code === QUOTE) {
      at = skipString(bytes, at + 1, end)
      if (at < 0) return scalars
      while (isSpace(bytes[at]!)) at++
      // A key is no value.
      if (bytes[at] === COLON) at++
      else scalars++
    } else if (isDigit(code) || code === MINUS || code === LETTER_T || code === LETTER_F || code === LETTER_N) {
      if (code !== LETTER_N) scalars++
      while (at < end && isWithinScalar(bytes[at]!)) at++
    } else at++
  }
  return scalars
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
