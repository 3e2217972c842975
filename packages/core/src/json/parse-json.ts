import { DocumentParseError, type ErrorPlace } from '../errors.js'
import { ExactNumber, setOwn, type JsonValue } from './json-value.js'

export interface ParseOptions {
  /** A key that stands twice in one object: an error (default), or the last one wins. */
  readonly duplicateKeys?: 'error' | 'last' | undefined
  /** How deep containers may nest. Default 1,000. */
  readonly maxDepth?: number | undefined
  /** Named in errors. */
  readonly place?: ErrorPlace | undefined
  /** Where in the entry the text begins, in bytes. Default 0. */
  readonly baseOffsetBytes?: number | undefined
  /** The line, from 1, on which the text begins. Default 1. */
  readonly baseLine?: number | undefined
  /** Says what is wrong with a document of `parseJsonDocuments`, if anything is: an error at the place where the document begins. */
  readonly check?: ((document: JsonValue) => DocumentComplaint | undefined) | undefined
}

/** What is wrong with a document. Never holds a value of it. */
export interface DocumentComplaint {
  readonly code: string
  readonly what: string
  readonly hint?: string | undefined
}

/**
 * Parse one JSON value (RFC 8259) exactly: no integer is rounded, no key is lost.
 *
 * @throws DocumentParseError `bad-json`, `duplicate-key` or `too-deep`, with line and byte offset.
 */
export function parseJson(text: string, options: ParseOptions = {}): JsonValue {
  const parser = new JsonParser(text, options)
  const value = parser.value()
  if (!parser.atEnd()) parser.fail('Expected the end of the text after the value')
  return value
}

/**
 * Parse a text of values that stand one after the other (NDJSON, or plain JSON with one value). A top-level array gives its elements:
 * a file that holds an array and a file that holds its elements line by line say the same.
 */
export function* parseJsonDocuments(text: string, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  const parser = new JsonParser(text, options)
  while (!parser.atEnd()) {
    if (parser.startsArray()) yield* parser.elements()
    else yield parser.document()
  }
}

/** The values of a text of values that stand one after the other; an array stays one value. */
export function* parseJsonValues(text: string, options: ParseOptions = {}): Generator<JsonValue, void, undefined> {
  const parser = new JsonParser(text, options)
  while (!parser.atEnd()) yield parser.value()
}

/** Character codes. */
const C = {
  quote: 0x22,
  backslash: 0x5c,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  comma: 0x2c,
  colon: 0x3a,
  minus: 0x2d,
  plus: 0x2b,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
} as const

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
/** Integers of so many digits are exact as doubles. */
const SAFE_DIGITS = 15

class JsonParser {
  readonly #text: string
  readonly #options: ParseOptions
  readonly #lastWins: boolean
  readonly #maxDepth: number
  #at = 0
  #depth = 0

  constructor(text: string, options: ParseOptions) {
    this.#text = text
    this.#options = options
    this.#lastWins = options.duplicateKeys === 'last'
    this.#maxDepth = options.maxDepth ?? 1_000
  }

  atEnd(): boolean {
    this.#space()
    return this.#at >= this.#text.length
  }

  startsArray(): boolean {
    return this.#text.charCodeAt(this.#at) === C.openBracket
  }

  /** The elements of the array that starts here, each parsed when it is asked for. */
  *elements(): Generator<JsonValue, void, undefined> {
    this.#enter()
    if (!this.#skip(C.closeBracket)) {
      do yield this.document()
      while (this.#separator(C.closeBracket, 'Expected "," or "]" after an array element'))
    }
    this.#leave()
  }

  document(): JsonValue {
    this.#space()
    const start = this.#at
    const value = this.value()
    const complaint = this.#options.check?.(value)
    if (complaint) this.#failAt(start, complaint.code, complaint.what, complaint.hint)
    return value
  }

  value(): JsonValue {
    this.#space()
    const code = this.#text.charCodeAt(this.#at)
    if (code === C.quote) return this.#string()
    if (code === C.openBrace) return this.#object()
    if (code === C.openBracket) return this.#array()
    if (code === C.minus || isDigit(code)) return this.#number()
    return this.#word()
  }

  #array(): JsonValue {
    const items: JsonValue[] = []
    this.#enter()
    if (!this.#skip(C.closeBracket)) {
      do items.push(this.value())
      while (this.#separator(C.closeBracket, 'Expected "," or "]" after an array element'))
    }
    this.#leave()
    return items
  }

  #object(): JsonValue {
    const object: Record<string, JsonValue> = {}
    this.#enter()
    if (!this.#skip(C.closeBrace)) {
      do this.#member(object)
      while (this.#separator(C.closeBrace, 'Expected "," or "}" after an object member'))
    }
    this.#leave()
    return object
  }

  #member(object: Record<string, JsonValue>): void {
    this.#space()
    const start = this.#at
    if (this.#text.charCodeAt(start) !== C.quote) this.fail('Expected a key in double quotes')
    const key = this.#string()
    if (!this.#lastWins && Object.hasOwn(object, key)) {
      this.#failAt(start, 'duplicate-key', `The key ${JSON.stringify(shorten(key))} stands twice in one object`, DUPLICATE_HINT)
    }
    if (!this.#skip(C.colon)) this.fail('Expected ":" after a key')
    setOwn(object, key, this.value())
  }

  #string(): string {
    const text = this.#text
    const start = ++this.#at
    let at = start
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === C.quote) break
      if (code === C.backslash) return this.#escapedString(start, at)
      if (!(code >= 0x20)) this.#failInString(at)
      at++
    }
    this.#at = at + 1
    return text.slice(start, at)
  }

  #escapedString(start: number, firstEscape: number): string {
    const text = this.#text
    let done = text.slice(start, firstEscape)
    let at = firstEscape
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === C.quote) break
      if (!(code >= 0x20)) this.#failInString(at)
      if (code !== C.backslash) {
        const from = at
        do at++
        while (isPlain(text.charCodeAt(at)))
        done += text.slice(from, at)
        continue
      }
      const letter = text[at + 1] ?? ''
      if (letter === 'u') {
        const hex = text.slice(at + 2, at + 6)
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#failAt(at, 'bad-json', 'Expected four hexadecimal digits after "\\u"')
        done += String.fromCharCode(Number.parseInt(hex, 16))
        at += 6
      } else {
        const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
        if (character === undefined) this.#failAt(at, 'bad-json', 'This escape is not known to JSON')
        done += character
        at += 2
      }
    }
    this.#at = at + 1
    return done
  }

  #number(): JsonValue {
    const text = this.#text
    const start = this.#at
    let at = start
    const negative = text.charCodeAt(at) === C.minus
    if (negative) at++
    const integerStart = at
    if (text.charCodeAt(at) === C.zero) at++
    else at = this.#digits(at)
    const integerEnd = at
    if (text.charCodeAt(at) === C.dot) at = this.#digits(at + 1)
    const exponent = text.charCodeAt(at) | 0x20
    if (exponent === 0x65) {
      const sign = text.charCodeAt(at + 1)
      at = this.#digits(sign === C.plus || sign === C.minus ? at + 2 : at + 1)
    }
    // A digit here follows a leading zero; anything else is for the caller to refuse.
    if (isDigit(text.charCodeAt(at))) this.#failAt(at, 'bad-json', 'A number may not begin with a zero')
    this.#at = at
    const written = text.slice(start, at)
    const value = Number(written)
    if (at === integerEnd) {
      if (at - integerStart <= SAFE_DIGITS || Number.isSafeInteger(value)) return value
      return BigInt(written)
    }
    return (Number.isInteger(value) && !Object.is(value, -0)) || !Number.isFinite(value) ? new ExactNumber(written) : value
  }

  #digits(at: number): number {
    if (!isDigit(this.#text.charCodeAt(at))) this.#failAt(at, 'bad-json', 'Expected a digit')
    do at++
    while (isDigit(this.#text.charCodeAt(at)))
    return at
  }

  #word(): JsonValue {
    const text = this.#text
    if (text.startsWith('true', this.#at)) return this.#take(4, true)
    if (text.startsWith('false', this.#at)) return this.#take(5, false)
    if (text.startsWith('null', this.#at)) return this.#take(4, null)
    return this.fail(this.#at >= text.length ? 'The text ends where a value should stand' : 'Expected a value')
  }

  #take(length: number, value: boolean | null): JsonValue {
    this.#at += length
    return value
  }

  #space(): void {
    const text = this.#text
    let at = this.#at
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
      at++
    }
    this.#at = at
  }

  #skip(code: number): boolean {
    this.#space()
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  /** True after a comma, false after the closing character. */
  #separator(closing: number, expected: string): boolean {
    if (this.#skip(C.comma)) return true
    if (this.#skip(closing)) return false
    return this.fail(this.#at >= this.#text.length ? 'The text ends inside an array or object' : expected)
  }

  #enter(): void {
    this.#at++
    if (++this.#depth > this.#maxDepth) {
      this.#failAt(this.#at - 1, 'too-deep', `Containers nest deeper than ${this.#maxDepth} levels`, 'Raise maxDepth if this is meant.')
    }
  }

  #leave(): void {
    this.#depth--
  }

  fail(what: string): never {
    this.#failAt(this.#at, 'bad-json', what)
  }

  #failInString(at: number): never {
    const atEnd = at >= this.#text.length
    return this.#failAt(at, 'bad-json', atEnd ? 'The text ends inside a string' : 'A control character stands unescaped in a string')
  }

  #failAt(at: number, code: string, what: string, hint?: string): never {
    const before = this.#text.slice(0, at)
    throw new DocumentParseError(what, {
      code,
      ...this.#options.place,
      line: (this.#options.baseLine ?? 1) + (before.match(/\n/g)?.length ?? 0),
      offsetBytes: (this.#options.baseOffsetBytes ?? 0) + new TextEncoder().encode(before).length,
      hint,
    })
  }
}

const DUPLICATE_HINT = 'To keep the last one, set duplicateKeys (--duplicate-keys) to "last".'
const LONGEST_KEY = 100

function shorten(key: string): string {
  return key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key
}

function isDigit(code: number): boolean {
  return code >= C.zero && code <= C.nine
}

/** Stands for itself within a string. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code !== C.quote && code !== C.backslash
}
