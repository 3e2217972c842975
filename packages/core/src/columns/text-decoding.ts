import { BACKSLASH, LETTER_U, QUOTE, SPACE } from './bytes.js'
import { unusual } from './unusual.js'

const FIRST_BYTES = 1024
/** Room for one more character, and for reading words at the end. */
const SPARE_BYTES = 16

const ESCAPES = new Uint8Array(128)
for (const [letter, code] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
] as const) {
  ESCAPES[letter.charCodeAt(0)] = code
}

/** Decodes strings with escapes, into memory of its own: the bytes they stand in may have to be read once more. */
export class TextDecoding {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES)
  view: DataView = new DataView(this.bytes.buffer)
  length = 0

  /**
   * Decode a string.
   *
   * @param start after its quote.
   * @param escape where its first backslash stands.
   * @returns where the string ends, after its second quote.
   */
  decode(source: Uint8Array, start: number, escape: number): number {
    this.length = 0
    let from = start
    let at = escape
    for (;;) {
      const code = source[at]!
      if (code === QUOTE) {
        this.#copy(source, from, at)
        return at + 1
      }
      if (code < SPACE) unusual()
      if (code !== BACKSLASH) {
        at++
        continue
      }
      this.#copy(source, from, at)
      const letter = source[at + 1]!
      at = letter === LETTER_U ? this.#unicode(source, at) : this.#short(letter, at)
      from = at
    }
  }

  #copy(source: Uint8Array, from: number, to: number): void {
    const wanted = this.length + (to - from) + SPARE_BYTES
    if (wanted > this.bytes.length) {
      const grown = new Uint8Array(wanted * 2)
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    this.bytes.set(source.subarray(from, to), this.length)
    this.length += to - from
  }

  #short(letter: number, at: number): number {
    const code = letter < 128 ? ESCAPES[letter]! : 0
    if (code === 0) unusual()
    this.bytes[this.length++] = code
    return at + 2
  }

  /** What is no Unicode has no column, so a surrogate must have its pair. */
  #unicode(source: Uint8Array, at: number): number {
    const unit = hexAt(source, at + 2)
    if (unit < 0xd800 || unit > 0xdfff) {
      this.#append(unit)
      return at + 6
    }
    if (unit > 0xdbff || source[at + 6] !== BACKSLASH || source[at + 7] !== LETTER_U) unusual()
    const second = hexAt(source, at + 8)
    if (second < 0xdc00 || second > 0xdfff) unusual()
    this.#append(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00))
    return at + 12
  }

  #append(character: number): void {
    const { bytes } = this
    if (character < 0x80) bytes[this.length++] = character
    else if (character < 0x800) {
      bytes[this.length++] = 0xc0 | (character >> 6)
      bytes[this.length++] = 0x80 | (character & 0x3f)
    } else {
      if (character < 0x10000) bytes[this.length++] = 0xe0 | (character >> 12)
      else {
        bytes[this.length++] = 0xf0 | (character >> 18)
        bytes[this.length++] = 0x80 | ((character >> 12) & 0x3f)
      }
      bytes[this.length++] = 0x80 | ((character >> 6) & 0x3f)
      bytes[this.length++] = 0x80 | (character & 0x3f)
    }
  }
}

function hexAt(source: Uint8Array, at: number): number {
  let value = 0
  for (let i = at; i < at + 4; i++) {
    const code = source[i]!
    const small = code | 0x20
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30
    else if (small >= 0x61 && small <= 0x66) value = value * 16 + small - 0x57
    else unusual()
  }
  return value
}
