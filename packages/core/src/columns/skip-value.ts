import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE } from './bytes.js'

/**
 * Where the value ends that begins here, if it is good JSON; nothing is checked.
 *
 * @returns -1 if it does not end before `end`.
 */
export function skipValue(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0
  let at = start
  while (at < end) {
    const code = bytes[at]!
    if (code === QUOTE) {
      at = skipString(bytes, at + 1, end)
      if (at < 0) return -1
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth++
      at++
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (depth === 0) return at
      depth--
      at++
    } else if (depth === 0) {
      while (at < end && isWithinScalar(bytes[at]!)) at++
      return at < end ? Math.max(at, start + 1) : -1
    } else at++
    if (depth === 0) return at
  }
  return -1
}

function isWithinScalar(code: number): boolean {
  return (
    code > SPACE &&
    code !== COMMA &&
    code !== CLOSE_BRACE &&
    code !== CLOSE_BRACKET &&
    code !== OPEN_BRACE &&
    code !== OPEN_BRACKET &&
    code !== QUOTE
  )
}

function skipString(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end) {
    const code = bytes[at]!
    if (code === QUOTE) return at + 1
    at += code === BACKSLASH ? 2 : 1
  }
  return -1
}
