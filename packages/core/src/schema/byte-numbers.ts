import { DOT, giveUp, MINUS, NINE, PLUS, SMALL, ZERO } from './byte-codes.js'
import { textOf } from './byte-text.js'
import type { NumberProfile } from './profile.js'

const LETTER_E = 0x65
/** So many digits are exact in a double, and so are the powers of ten that they may have to be divided by. */
const EXACT_DIGITS = 15
/** Up to so many digits, the sum of all rounding errors stays below {@link MARGIN}: two for each digit, each at most 2^-53. */
const MARGIN_DIGITS = 25
const MARGIN = 1e-14
const INT64_DIGITS = 19
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Count the number that starts here. @returns where it ends. */
export function countNumber(numbers: NumberProfile, bytes: Uint8Array, start: number): number {
  const negative = bytes[start] === MINUS
  const first = negative ? start + 1 : start
  let at = first
  let code = bytes[at]!
  let value = 0
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO)
    code = bytes[++at]!
  }
  const digits = at - first
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) giveUp()
  if (code === DOT || (code | SMALL) === LETTER_E) return countFraction(numbers, bytes, start, at, value, digits)
  numbers.count++
  if (digits > EXACT_DIGITS) {
    numbers.integers++
    countLongInteger(numbers, textOf(bytes, start, at), digits)
  } else {
    // -0 needs a double's sign and is no integer; as a bound it is 0, which is what the subtraction gives.
    if (!negative || value !== 0) numbers.integers++
    extend(numbers, negative ? 0 - value : value)
  }
  return at
}

function countLongInteger(numbers: NumberProfile, text: string, digits: number): void {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    numbers.beyondSafe++
    if (digits > INT64_DIGITS || (digits === INT64_DIGITS && isBeyondInt64(BigInt(text)))) numbers.beyondInt64++
  }
  extend(numbers, bounded(value))
}

function isBeyondInt64(value: bigint): boolean {
  return value < INT64_MIN || value > INT64_MAX
}

/** @param value of the digits before `point`, where a dot or the exponent stands. */
function countFraction(numbers: NumberProfile, bytes: Uint8Array, start: number, point: number, value: number, before: number): number {
  let at = point
  let code = bytes[at]!
  let digits = before
  let scale = 1
  if (code === DOT) {
    code = bytes[++at]!
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO)
      scale *= 10
      code = bytes[++at]!
    }
    if (at === point + 1) giveUp()
    digits += at - point - 1
  }
  const scientific = (code | SMALL) === LETTER_E
  if (scientific) at = endOfExponent(bytes, at)
  numbers.count++
  if (!scientific && digits <= MARGIN_DIGITS) {
    const near = bytes[start] === MINUS ? 0 - value / scale : value / scale
    if (digits <= EXACT_DIGITS) {
      extend(numbers, near)
      return at
    }
    // The exact value is only needed where it could be a bound.
    const margin = Math.abs(near) * MARGIN
    if (near - margin > numbers.min && near + margin < numbers.max) return at
  }
  extend(numbers, bounded(Number(textOf(bytes, start, at))))
  return at
}

function endOfExponent(bytes: Uint8Array, start: number): number {
  let at = start + 1
  let code = bytes[at]!
  if (code === PLUS || code === MINUS) code = bytes[++at]!
  const first = at
  while (code >= ZERO && code <= NINE) code = bytes[++at]!
  if (at === first) giveUp()
  return at
}

/** Beyond the range of doubles there is no nearest one; and -0 is 0 here. */
function bounded(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0
}

function extend(numbers: NumberProfile, value: number): void {
  if (value < numbers.min) numbers.min = value
  if (value > numbers.max) numbers.max = value
}
