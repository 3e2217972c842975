import { decimal } from './host'
import { stage } from './stage'

/** Powers of ten that are exact in a double. */
const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
])
const WHOLE_POWERS = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000])
const MOST_FRACTION: i32 = 22
/** Digits that fit in 64 bits, whatever they are. */
const MOST_DIGITS: i32 = 18
const MAX_SAFE: u64 = 9007199254740991
const ZEROS: u64 = 0x3030303030303030
/** Splits a double into halves whose products are exact (Dekker 1971). */
const SPLITTER: f64 = 134217729
/** More than the error of a quotient that was corrected once, as a part of the correction. */
const QUOTIENT_ERROR: f64 = 3.6e-15

/** The highest bit of each byte that is no digit; of bytes above the first one there may be too many. */
@inline
function stopsOf(word: u64): u64 {
  return ((word + 0x7676767676767676) | word) & 0x8080808080808080
}

/** The number of eight digits, the first one in the lowest byte. */
@inline
function eight(word: u64): u64 {
  const pairs = word * 10 + (word >> 8)
  return ((pairs & 0x000000ff000000ff) * 0x000f424000000064 + ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32
}

/** Where a number ended that was read last. */
let end: usize = 0

/** Read digits on to what was read so far. Sets {@link end}. */
@inline
function digitsOn(start: usize, sofar: u64): u64 {
  const word = load<u64>(start) ^ ZEROS
  const stops = stopsOf(word)
  return stops == 0 ? manyDigitsOn(start, sofar) : fewDigitsOn(start, word, stops, sofar)
}

/** Eight digits, and more. */
function manyDigitsOn(start: usize, sofar: u64): u64 {
  let at = start
  let whole = sofar
  let word = load<u64>(at) ^ ZEROS
  let stops: u64 = 0
  do {
    whole = whole * 100000000 + eight(word)
    at += 8
    word = load<u64>(at) ^ ZEROS
    stops = stopsOf(word)
  } while (stops == 0)
  return fewDigitsOn(at, word, stops, whole)
}

/** Less than eight. */
@inline
function fewDigitsOn(start: usize, word: u64, stops: u64, sofar: u64): u64 {
  const digits = ctz(stops) >> 3
  end = start + <usize>digits
  if (digits == 0) return sofar
  return sofar * load<u64>(WHOLE_POWERS + (<usize>digits << 3)) + eight(word << (64 - (digits << 3)))
}

/** @returns where it ends, or 0 if it is unusual. */
export function readDouble(start: usize, column: usize, row: i32): usize {
  const isNegative = load<u8>(start) == 0x2d
  const first = start + <usize>isNegative
  let whole: u64 = <u64>load<u8>(first) - 0x30
  let at = first + 1
  if (load<u8>(at) != 0x2e || whole > 9) {
    whole = digitsOn(first, 0)
    at = end
  }
  let digits = <i32>(at - first)
  if (digits == 0 || (digits != 1 && load<u8>(first) == 0x30)) return 0
  let fraction: i32 = 0
  if (load<u8>(at) == 0x2e) {
    const point = at + 1
    whole = digitsOn(point, whole)
    at = end
    fraction = <i32>(at - point)
    if (fraction == 0) return 0
    digits += fraction
  }
  let value: f64
  if ((load<u8>(at) | 0x20) == 0x65) {
    at = exponent(at + 1)
    if (at == 0) return 0
    value = decimal(start, at)
    if (!isFinite<f64>(value)) return 0
  } else {
    value = digits <= MOST_DIGITS || digits - zeros(first) <= MOST_DIGITS ? quotient(whole, fraction) : NaN
    if (value != value) {
      value = decimal(start, at)
      if (!isFinite<f64>(value)) return 0
      if (fraction == 0 && abs(value) > <f64>MAX_SAFE) return 0
    } else value = select<f64>(-value, value, isNegative)
  }
  store<f64>(stage(column, row), value)
  return at
}

/** Zeros in front. */
function zeros(first: usize): i32 {
  let count: i32 = 0
  let at = first
  while (true) {
    const code = load<u8>(at++)
    if (code == 0x30) count++
    else if (code != 0x2e) return count
  }
}

function exponent(start: usize): usize {
  let at = start
  if (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d) at++
  const first = at
  while (load<u8>(at) - 0x30 <= 9) at++
  return at == first ? 0 : at
}

/** `whole / 10 ** fraction`, correctly rounded, or NaN where it is not known, or would be rounded though it is whole. */
@inline
function quotient(whole: u64, fraction: i32): f64 {
  if (fraction > MOST_FRACTION) return NaN
  const divisor = load<f64>(POWERS + (<usize>fraction << 3))
  if (whole <= MAX_SAFE) return <f64>whole / divisor
  return fraction == 0 ? NaN : divide(whole, divisor)
}

/** NaN where it is too near the middle between two doubles to tell. */
function divide(whole: u64, divisor: f64): f64 {
  // The dividend as a sum of two doubles.
  const sum = <f64>whole
  const rest = <f64>(<i64>whole - <i64>sum)
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
  const margin = abs(correction) * QUOTIENT_ERROR
  const below = quotient + (correction - margin)
  const above = quotient + (correction + margin)
  return below == above ? below : NaN
}

/** @returns where it ends, or 0 if it is unusual. */
export function readInteger(start: usize, column: usize, row: i32): usize {
  const isNegative = load<u8>(start) == 0x2d
  const first = start + <usize>isNegative
  const whole = digitsOn(first, 0)
  const at = end
  const digits = <i32>(at - first)
  if (digits == 0) return 0
  if (load<u8>(first) == 0x30 && (digits > 1 || isNegative)) return 0
  const code = load<u8>(at)
  if (code == 0x2e || (code | 0x20) == 0x65) return 0
  // Of 19 digits all fit in 64 bits without a sign.
  if (digits > MOST_DIGITS && (digits > MOST_DIGITS + 1 || whole > <u64>i64.MAX_VALUE + <u64>isNegative)) return 0
  store<i64>(stage(column, row), select<i64>(-(<i64>whole), <i64>whole, isNegative))
  return at
}
