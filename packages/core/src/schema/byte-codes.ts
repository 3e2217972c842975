/** Bytes that have a meaning in JSON. */
export const QUOTE = 0x22
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const DOT = 0x2e
export const ZERO = 0x30
export const NINE = 0x39
export const COLON = 0x3a
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
/** Turns an ASCII letter into a small one. */
export const SMALL = 0x20

/** Thrown, always the same one, where bytes are left to the exact parser: at a fault, and at what is rare. It never leaves `profileBytes`. */
export const GIVEN_UP: Error = new Error('These bytes are for the exact parser')

export function giveUp(): never {
  throw GIVEN_UP
}

/** Where the next byte stands that is no white space, or the end. Reading past the end would make V8 drop its optimized code. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length) {
    const code = bytes[at]!
    if (code > 0x20 || (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09)) break
    at++
  }
  return at
}

export function isDigit(code: number | undefined): boolean {
  return code! >= ZERO && code! <= NINE
}

export function isHex(code: number | undefined): boolean {
  const small = code! | SMALL
  return isDigit(code) || (small >= 0x61 && small <= 0x66)
}
