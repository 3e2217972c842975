import { BACKSLASH, giveUp, isHex, QUOTE } from './byte-codes.js'
import { formatsOfAscii } from './byte-formats.js'
import { textOf } from './byte-text.js'
import type { StringProfile } from './profile.js'
import { formatsOf } from './string-formats.js'

const LETTER_U = 0x75
const ESCAPED: ReadonlySet<number | undefined> = new Set(new TextEncoder().encode('"\\/bfnrt'))
/** 1 for ASCII that stands for itself within a string. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80)
PLAIN[QUOTE] = 0
PLAIN[BACKSLASH] = 0

/** Count the string whose quote stands here. @returns where it ends, after its second quote. */
export function countString(strings: StringProfile, bytes: Uint8Array, start: number): number {
  strings.count++
  const at = endOfPlain(bytes, start + 1)
  if (bytes[at] === QUOTE) {
    const length = at - start - 1
    if (length > strings.maxLength) strings.maxLength = length
    if (strings.formats !== 0) strings.formats = formatsOfAscii(bytes, start + 1, at, strings.formats)
    return at + 1
  }
  const end = endOfString(bytes, at)
  // A string has never more code units than bytes.
  if (end - start - 2 > strings.maxLength) strings.maxLength = Math.max(strings.maxLength, countCodeUnits(bytes, start + 1, end - 1))
  if (strings.formats !== 0) strings.formats = formatsOf(decodeString(bytes, start, end), strings.formats)
  return end
}

/** Where the string ends, after its quote, seen from anywhere inside it. What is passed over is checked. */
export function endOfString(bytes: Uint8Array, inside: number): number {
  let at = inside
  for (;;) {
    const code = bytes[at]!
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at = endOfEscape(bytes, at)
    else if (code < 0x80) at = code >= 0x20 ? endOfPlain(bytes, at) : giveUp()
    else at = endOfSequence(bytes, at)
  }
}

/** The text of a string that was found good; `start` and `end` enclose its quotes. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start + 1, end - 1)
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}

function endOfPlain(bytes: Uint8Array, start: number): number {
  let at = start
  while (PLAIN[bytes[at]!] === 1) at++
  return at
}

function endOfEscape(bytes: Uint8Array, start: number): number {
  const letter = bytes[start + 1]
  if (letter !== LETTER_U) return ESCAPED.has(letter) ? start + 2 : giveUp()
  for (let at = start + 2; at < start + 6; at++) if (!isHex(bytes[at])) giveUp()
  return start + 6
}

/** End of a character beyond ASCII (Unicode, table 3-7: well-formed UTF-8 byte sequences). */
function endOfSequence(bytes: Uint8Array, start: number): number {
  const lead = bytes[start]!
  const second = bytes[start + 1]!
  if (lead >= 0xc2 && lead <= 0xdf) return isContinuation(second) ? start + 2 : giveUp()
  if (!isContinuation(second) || !isContinuation(bytes[start + 2]!)) giveUp()
  if (lead >= 0xe0 && lead <= 0xef) {
    // Overlong forms, and surrogates.
    return (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f) ? giveUp() : start + 3
  }
  if (!isContinuation(bytes[start + 3]!) || !(lead >= 0xf0 && lead <= 0xf4)) giveUp()
  // Overlong forms, and what lies beyond U+10FFFF.
  return (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? giveUp() : start + 4
}

function isContinuation(code: number): boolean {
  return (code & 0xc0) === 0x80
}

/** The length of a good string in UTF-16, between its quotes. */
function countCodeUnits(bytes: Uint8Array, start: number, end: number): number {
  let units = 0
  for (let at = start; at < end; at++) {
    const code = bytes[at]!
    if (code === BACKSLASH) at += bytes[at + 1] === LETTER_U ? 5 : 1
    if (!isContinuation(code)) units += code >= 0xf0 ? 2 : 1
  }
  return units
}
