import type { BooleanCells, DoubleCells, Int64Cells } from '../tables/number-cells.js'
import type { TextCells } from '../tables/text-cells.js'
import { BACKSLASH, COLON, LETTER_F, MINUS, QUOTE, SPACE } from './bytes.js'
import { TextDecoding } from './text-decoding.js'
import { unusual } from './unusual.js'

/** Digits that fit in 31 bits, whatever they are. */
const SHORT_DIGITS = 9
/** Digits that are exact in a double, whatever they are. */
export const EXACT_DIGITS = 15
/** Digits of the longest number that is made of two short ones. */
const TWO_SHORT = 2 * SHORT_DIGITS
const INT64_DIGITS = 19
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
/** Powers of ten that are exact in a double. */
export const POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
/** Differences to a zero digit. */
const DOT_CODE = 0x2e - 0x30
const SMALL_E_CODE = 0x65 - 0x30
const LARGE_E_CODE = 0x45 - 0x30
/** Splits a double into halves whose products are exact (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1
/** More than the error of a quotient that was corrected once, as a part of the correction. */
const QUOTIENT_ERROR = 3.6e-15

/** Words of four letters, the lowest first. */
export const TRUE = 0x65757274
export const ALSE = 0x65736c61

/**
 * Reads scalars from bytes into columns. Each method takes the place where a value begins and returns where it ends; what the column cannot
 * hold as it is, or is no JSON, is {@link unusual}.
 *
 * The bytes end with a zero, and 16 more can be read after that.
 */
export class ValueReader {
  bytes: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  /** Scalars that were written. */
  cells = 0
  readonly #decoding = new TextDecoding()

  /** Where the next byte stands that is no white space. */
  space(start: number): number {
    const { bytes } = this
    let at = start
    for (;;) {
      const code = bytes[at]!
      if (code > SPACE || (code !== SPACE && code !== 0x0a && code !== 0x0d && code !== 0x09)) return at
      at++
    }
  }

  /** Where the value begins after a key and its colon. */
  colon(start: number): number {
    const at = this.bytes[start]! <= SPACE ? this.space(start) : start
    if (this.bytes[at] !== COLON) unusual()
    return this.bytes[at + 1]! <= SPACE ? this.space(at + 1) : at + 1
  }

  boolean(start: number, cells: BooleanCells, row: number): number {
    const { view, bytes } = this
    const isTrue = view.getInt32(start, true) === TRUE
    if (!isTrue && (bytes[start] !== LETTER_F || view.getInt32(start + 1, true) !== ALSE)) unusual()
    cells.push(row, isTrue ? 1 : 0)
    this.cells++
    return start + (isTrue ? 4 : 5)
  }

  integer(start: number, cells: Int64Cells, row: number): number {
    const { bytes } = this
    const negative = bytes[start] === MINUS
    const first = negative ? start + 1 : start
    let at = first
    let code = bytes[at]! - 0x30
    let value = 0
    while (code >>> 0 <= 9) {
      value = value * 10 + code
      code = bytes[++at]! - 0x30
    }
    const digits = at - first
    if (digits === 0 || code === DOT_CODE || code === SMALL_E_CODE || code === LARGE_E_CODE) unusual()
    if (bytes[first] === 0x30 && (digits > 1 || negative)) unusual()
    if (digits <= EXACT_DIGITS) cells.push(row, negative ? -value : value)
    else cells.set(row, this.#longInteger(start, at, digits))
    this.cells++
    return at
  }

  number(start: number, cells: DoubleCells, row: number): number {
    const { bytes } = this
    const negative = bytes[start] === MINUS
    const first = negative ? start + 1 : start
    let at = first
    let code = bytes[at]! - 0x30
    let value = 0
    while (code >>> 0 <= 9) {
      value = (Math.imul(value, 10) + code) | 0
      code = bytes[++at]! - 0x30
    }
    let digits = at - first
    if (digits === 0 || (digits > 1 && bytes[first] === 0x30)) unusual()
    let fraction = 0
    if (code === DOT_CODE) {
      const point = at
      code = bytes[++at]! - 0x30
      while (code >>> 0 <= 9) {
        value = (Math.imul(value, 10) + code) | 0
        code = bytes[++at]! - 0x30
      }
      fraction = at - point - 1
      digits += fraction
      if (fraction === 0) unusual()
    }
    const scientific = code === SMALL_E_CODE || code === LARGE_E_CODE
    this.cells++
    if (digits <= SHORT_DIGITS && !scientific) {
      cells.push(row, (negative ? -value : value) / POWERS[fraction]!)
      return at
    }
    const end = scientific ? this.#exponent(at) : at
    cells.push(row, scientific ? this.#scientific(start, end) : this.#long(start, end, fraction))
    return end
  }

  /** @param start after the quote. */
  text(start: number, cells: TextCells, row: number): number {
    const { view, bytes } = this
    let at = start
    let hash = 0
    let word = 0
    let stops = 0
    for (;;) {
      word = view.getInt32(at, true)
      const quotes = word ^ 0x22222222
      const slashes = word ^ 0x5c5c5c5c
      // The highest bit of each byte that is a quote, a backslash, or below a space; of bytes above the first one there may be too many.
      stops = (((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes) | ((word - 0x20202020) & ~word)) & (0x80808080 | 0)
      if (stops !== 0) break
      hash = Math.imul(hash ^ word, 0x9e3779b1)
      at += 4
    }
    const more = (31 - Math.clz32(stops & -stops)) >>> 3
    at += more
    this.cells++
    if (bytes[at] === QUOTE) {
      if (more > 0) hash = Math.imul(hash ^ (word & ((1 << (more << 3)) - 1)), 0x9e3779b1)
      hash ^= hash >>> 15
      const length = at - start
      cells.push(row, bytes, view, start, length, (hash + length) | 0)
      return at + 1
    }
    if (bytes[at] !== BACKSLASH) unusual()
    const decoded = this.#decoding
    const end = decoded.decode(bytes, start, at)
    cells.push(row, decoded.bytes, decoded.view, 0, decoded.length, cells.hashOf(decoded.view, decoded.length))
    return end
  }

  #longInteger(start: number, end: number, digits: number): bigint {
    if (digits > INT64_DIGITS) unusual()
    const value = BigInt(this.#ascii(start, end))
    if (value < INT64_MIN || value > INT64_MAX) unusual()
    return value
  }

  #exponent(start: number): number {
    const { bytes } = this
    let at = start + 1
    if (bytes[at] === 0x2b || bytes[at] === MINUS) at++
    const first = at
    while ((bytes[at]! - 0x30) >>> 0 <= 9) at++
    return at === first ? unusual() : at
  }

  #scientific(start: number, end: number): number {
    const value = Number(this.#ascii(start, end))
    return Number.isFinite(value) ? value : unusual()
  }

  /** A number of many digits without an exponent. */
  #long(start: number, end: number, fraction: number): number {
    const { bytes } = this
    const negative = bytes[start] === MINUS
    let upper = 0
    let lower = 0
    let digits = 0
    for (let at = negative ? start + 1 : start; at < end; at++) {
      const code = bytes[at]! - 0x30
      if (code === DOT_CODE) continue
      if (digits < SHORT_DIGITS) upper = upper * 10 + code
      else if (digits < TWO_SHORT) lower = lower * 10 + code
      // Zeros in front do not count.
      if (digits > 0 || code > 0) digits++
    }
    if (digits <= TWO_SHORT && fraction < POWERS.length) {
      const shift = Math.max(0, digits - SHORT_DIGITS)
      const whole = upper * POWERS[shift]! + lower
      if (whole <= Number.MAX_SAFE_INTEGER) return (negative ? -whole : whole) / POWERS[fraction]!
      const value = fraction === 0 ? undefined : divide(upper, POWERS[shift]!, lower, POWERS[fraction]!)
      if (value !== undefined) return negative ? -value : value
    }
    const value = Number(this.#ascii(start, end))
    if (fraction === 0 && !Number.isSafeInteger(value)) unusual()
    return Number.isFinite(value) ? value : unusual()
  }

  #ascii(start: number, end: number): string {
    let text = ''
    for (let at = start; at < end; at++) text += String.fromCharCode(this.bytes[at]!)
    return text
  }
}

/**
 * `(upper * shift + lower) / divisor`, correctly rounded, or undefined where it is too near the middle between two doubles to tell. All are
 * whole numbers, upper below 2^30, shift at most 10^9 and divisor at most 10^22.
 */
function divide(upper: number, shift: number, lower: number, divisor: number): number | undefined {
  // The dividend as a sum of two doubles: products of at most 53 bits are exact.
  const high = Math.floor(upper / 32_768) * shift * 32_768
  const low = (upper % 32_768) * shift + lower
  const sum = high + low
  const rest = low - (sum - high)
  const quotient = sum / divisor
  // Their product as a sum of two doubles (Dekker).
  let split = SPLITTER * quotient
  const quotientHigh = split - (split - quotient)
  const quotientLow = quotient - quotientHigh
  split = SPLITTER * divisor
  const divisorHigh = split - (split - divisor)
  const divisorLow = divisor - divisorHigh
  const product = quotient * divisor
  const error = quotientHigh * divisorHigh - product + quotientHigh * divisorLow + quotientLow * divisorHigh + quotientLow * divisorLow
  const correction = (sum - product - error + rest) / divisor
  const margin = Math.abs(correction) * QUOTIENT_ERROR
  const below = quotient + (correction - margin)
  const above = quotient + (correction + margin)
  return below === above ? below : undefined
}
