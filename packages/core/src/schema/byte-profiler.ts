import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  GIVEN_UP,
  giveUp,
  isDigit,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
} from './byte-codes.js'
import { countNumber } from './byte-numbers.js'
import { byteObjectsOf, matchKey, type ByteKey, type ByteObjects } from './byte-objects.js'
import { countString, endOfString } from './byte-strings.js'
import { createArrays, createNumbers, createProfile, createStrings, type Profile } from './profile.js'

export interface ByteLimits {
  /** How many containers may stand inside each other. */
  readonly maxNesting: number
  /** Keys of one object beyond which it can only be a map. */
  readonly maxKeys: number
  /** Places that may be made. */
  readonly maxPaths: number
}

/** What the bytes of one entry hold. */
export interface ByteProfile {
  /** Present once for each document. */
  readonly root: Profile
  /** Places that were made below the root; some of them may have been joined since. */
  readonly paths: number
  /** Containers that stand inside each other, at most. */
  readonly nesting: number
}

/**
 * Gather a profile from the bytes of JSON texts that stand one after the other, without making values of them. A top-level array gives its
 * elements.
 *
 * @param start after a byte order mark.
 * @returns undefined if a limit is passed or anything is wrong: the exact parser must tell.
 */
export function profileBytes(bytes: Uint8Array, start: number, limits: ByteLimits): ByteProfile | undefined {
  try {
    return new ByteProfiler(bytes, limits).documents(start)
  } catch (error) {
    if (error === GIVEN_UP) return undefined
    throw error
  }
}

class ByteProfiler {
  readonly #root = createProfile()
  readonly #bytes: Uint8Array
  readonly #limits: ByteLimits
  #paths = 0
  #nesting = 0
  #objects = 0

  constructor(bytes: Uint8Array, limits: ByteLimits) {
    this.#bytes = bytes
    this.#limits = limits
  }

  documents(start: number): ByteProfile {
    const bytes = this.#bytes
    let at = skipSpace(bytes, start)
    while (at < bytes.length) {
      const end = bytes[at] === OPEN_BRACKET ? this.#elements(this.#root, at, 0) : this.#value(this.#root, at, 0)
      at = skipSpace(bytes, end)
    }
    return { root: this.#root, paths: this.#paths, nesting: this.#nesting }
  }

  /** @param around containers around the value. @returns where the value ends. */
  #value(profile: Profile, at: number, around: number): number {
    profile.present++
    const code = this.#bytes[at]!
    if (code === QUOTE) return countString((profile.strings ??= createStrings()), this.#bytes, at)
    if (code === OPEN_BRACE) return this.#object(byteObjectsOf(profile), at, around)
    if (code === OPEN_BRACKET) return this.#array(profile, at, around)
    if (code === MINUS || isDigit(code)) return countNumber((profile.numbers ??= createNumbers()), this.#bytes, at)
    return this.#word(profile, at)
  }

  #word(profile: Profile, at: number): number {
    const bytes = this.#bytes
    const fifth = bytes[at + 4]
    // The bytes of four letters, as one number.
    switch ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) {
      case NULL:
        profile.nulls++
        return at + 4
      case FALS:
        if (fifth !== LETTER_E) giveUp()
        ;(profile.booleans ??= { count: 0 }).count++
        return at + 5
      case TRUE:
        ;(profile.booleans ??= { count: 0 }).count++
        return at + 4
      default:
        return giveUp()
    }
  }

  #array(profile: Profile, start: number, around: number): number {
    let { arrays } = profile
    if (arrays === undefined) {
      arrays = profile.arrays = createArrays()
      this.#addPath()
    }
    arrays.count++
    const before = arrays.items.present
    const end = this.#elements(arrays.items, start, around)
    const length = arrays.items.present - before
    if (length > arrays.maxLength) arrays.maxLength = length
    return end
  }

  #elements(items: Profile, start: number, around: number): number {
    const bytes = this.#bytes
    this.#enter(around)
    let at = skipSpace(bytes, start + 1)
    if (bytes[at] === CLOSE_BRACKET) return at + 1
    for (;;) {
      at = skipSpace(bytes, this.#value(items, at, around + 1))
      const code = bytes[at]
      if (code === CLOSE_BRACKET) return at + 1
      if (code !== COMMA) giveUp()
      at = skipSpace(bytes, at + 1)
    }
  }

  #object(objects: ByteObjects, start: number, around: number): number {
    const bytes = this.#bytes
    this.#enter(around)
    objects.begin()
    const id = ++this.#objects
    let at = skipSpace(bytes, start + 1)
    if (bytes[at] === CLOSE_BRACE) return at + 1
    let before: ByteKey | undefined
    for (;;) {
      if (bytes[at] !== QUOTE) giveUp()
      let key = matchKey(before === undefined ? objects.first : before.follower, bytes, at)
      if (key !== undefined) at += key.length
      else {
        const end = endOfString(bytes, at + 1)
        key = this.#findKey(objects, at, end)
        if (before === undefined) objects.first = key
        else before.follower = key
        at = end
      }
      if (key.seenIn === id) giveUp()
      key.seenIn = id
      before = key
      at = skipSpace(bytes, at)
      if (bytes[at] !== COLON) giveUp()
      at = skipSpace(bytes, this.#value(key.profile, skipSpace(bytes, at + 1), around + 1))
      const code = bytes[at]
      if (code === CLOSE_BRACE) return at + 1
      if (code !== COMMA) giveUp()
      at = skipSpace(bytes, at + 1)
    }
  }

  #findKey(objects: ByteObjects, start: number, end: number): ByteKey {
    const joined = objects.values !== undefined
    const before = objects.fields.size
    const key = objects.find(this.#bytes, start, end, this.#limits.maxKeys)
    if (!joined && (objects.fields.size > before || objects.values !== undefined)) this.#addPath()
    return key
  }

  #addPath(): void {
    if (++this.#paths > this.#limits.maxPaths) giveUp()
  }

  #enter(around: number): void {
    if (around >= this.#limits.maxNesting) giveUp()
    if (around >= this.#nesting) this.#nesting = around + 1
  }
}

const NULL = 0x6e756c6c
const TRUE = 0x74727565
const FALS = 0x66616c73
const LETTER_E = 0x65
