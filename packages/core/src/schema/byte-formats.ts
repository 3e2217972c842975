import { COLON, DOT, isDigit, isHex, MINUS, PLUS, SMALL, ZERO } from './byte-codes.js'
import { textOf } from './byte-text.js'
import { STRING_FORMATS, type StringFormat } from './schema.js'
import { formatsOf, type FormatSet } from './string-formats.js'

const LETTER_T = 0x74
const LETTER_Z = 0x7a
const DATE = bitOf('date')
const DATE_TIME = bitOf('date-time')
const TIME = bitOf('time')
const URI = bitOf('uri')
const UUID = bitOf('uuid')
/** Longer ones are left to {@link formatsOf}, which has a limit of its own. */
const LONGEST_CHECKED = 64
/** No longer text has a format. */
const LONGEST_URI = 2_000
/** 1 for what may stand in a URI after its scheme, percent and number signs apart. */
const URI_BYTES = new Uint8Array(256)
for (const byte of new TextEncoder().encode("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~!$&'()*+,;=:@/?"))
  URI_BYTES[byte] = 1
const PERCENT = 0x25
const NUMBER_SIGN = 0x23
const SLASH = 0x2f
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** {@link formatsOf} for a string that stands as ASCII and without escapes in `bytes`, from `start` to before `end`. */
export function formatsOfAscii(bytes: Uint8Array, start: number, end: number, among: FormatSet): FormatSet {
  const length = end - start
  let found = among & URI && isUriAt(bytes, start, end) ? URI : 0
  if (length > LONGEST_CHECKED) {
    const others = among & ~URI
    return others === 0 ? found : found | formatsOf(textOf(bytes, start, end), others)
  }
  if (among & DATE && length === 10 && isDateAt(bytes, start)) found |= DATE
  if (among & DATE_TIME && length >= 20 && (bytes[start + 10]! | SMALL) === LETTER_T) {
    if (isDateAt(bytes, start) && isTimeAt(bytes, start + 11, end)) found |= DATE_TIME
  }
  if (among & TIME && isTimeAt(bytes, start, end)) found |= TIME
  if (among & UUID && length === 36 && isUuidAt(bytes, start)) found |= UUID
  return found
}

/** Makes the check whether a string that stands without escapes in `bytes`, from `start` to before `end`, satisfies all these formats. */
export function formatCheck(formats: readonly StringFormat[]): (bytes: Uint8Array, start: number, end: number) => boolean {
  let among = 0
  for (const format of formats) among |= bitOf(format)
  return (bytes, start, end) => formatsOfAscii(bytes, start, end, among) === among
}

function bitOf(format: StringFormat): FormatSet {
  return 1 << STRING_FORMATS.indexOf(format)
}

/** Of ten bytes. */
function isDateAt(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 4] !== MINUS || bytes[at + 7] !== MINUS) return false
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2)
  const month = twoDigits(bytes, at + 5)
  const day = twoDigits(bytes, at + 8)
  // What is no digit makes each of them NaN.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 && leap ? 29 : DAYS[month - 1]!)
}

function isTimeAt(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 9 || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return false
  if (!(twoDigits(bytes, start) < 24 && twoDigits(bytes, start + 3) < 60 && twoDigits(bytes, start + 6) < 60)) return false
  let at = start + 8
  if (bytes[at] === DOT) {
    if (!isDigit(bytes[++at])) return false
    do at++
    while (isDigit(bytes[at]))
  }
  if ((bytes[at]! | SMALL) === LETTER_Z) return at + 1 === end
  if ((bytes[at] !== PLUS && bytes[at] !== MINUS) || at + 6 !== end || bytes[at + 3] !== COLON) return false
  return twoDigits(bytes, at + 1) < 24 && twoDigits(bytes, at + 4) < 60
}

function isUuidAt(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < 36; i++) {
    const code = bytes[start + i]!
    const asWanted = i === 8 || i === 13 || i === 18 || i === 23 ? code === MINUS : isHex(code)
    if (!asWanted) return false
  }
  return true
}

function isUriAt(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST_URI || !isLetter(bytes[start]!)) return false
  let at = start + 1
  while (at < end && isScheme(bytes[at]!)) at++
  if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return false
  const first = at + 3
  at = endOfUriPart(bytes, first, end)
  if (at === first) return false
  if (at < end && bytes[at] === NUMBER_SIGN) at = endOfUriPart(bytes, at + 1, end)
  return at === end
}

function endOfUriPart(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end) {
    if (URI_BYTES[bytes[at]!] === 1) at++
    else if (bytes[at] === PERCENT && at + 2 < end && isHex(bytes[at + 1]) && isHex(bytes[at + 2])) at += 3
    else break
  }
  return at
}

function isLetter(code: number): boolean {
  const small = code | SMALL
  return small >= 0x61 && small <= 0x7a
}

function isScheme(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === PLUS || code === DOT || code === MINUS
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]!
  const ones = bytes[at + 1]!
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + (ones - ZERO) : Number.NaN
}
