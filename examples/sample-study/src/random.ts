import { itemAt } from './item-at.ts'

/** A stream of pseudo-random values that depends on its name alone. */
export type Random = {
  /** A number in [0, 1), in steps of 2⁻³². */
  next: () => number
  /** A number in [min, max). */
  between: (min: number, max: number) => number
  /** An integer from `min` to `max`, both included. */
  integer: (min: number, max: number) => number
  /** A number near `mean`; about two thirds fall within one `spread` of it, none beyond 3.5. */
  bell: (mean: number, spread: number) => number
  /** True with the given probability. */
  chance: (probability: number) => boolean
  /** One of `items`, which must not be empty. */
  pick: <T>(items: readonly T[]) => T
  /** `length` characters of `alphabet`. */
  text: (length: number, alphabet: string) => string
}

/** The 64 characters of base64url, which Bridge's identifiers are made of. */
export const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Make the random stream of a name.
 *
 * @param name For example `1/record/17`; equal names give equal streams, so no stream depends on what was drawn from another.
 * @returns A stream backed by sfc32, whose 128 bits of state are hashed from the name.
 * @see PractRand, sfc32 (Chris Doty-Humphrey)
 */
export function createRandom(name: string): Random {
  let [a, b, c, counter] = hashName(name)

  const nextUint32 = (): number => {
    const mixed = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + mixed
    return mixed >>> 0
  }
  // The author of sfc32 asks for 12 rounds before first use, for seeds that differ in few bits.
  for (let round = 0; round < 12; round += 1) nextUint32()

  const next = (): number => nextUint32() / 2 ** 32
  const between = (min: number, max: number): number => min + next() * (max - min)
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  // A sum of uniforms, since Math.log and Math.cos may differ in the last bit from one engine to the next.
  const bell = (mean: number, spread: number): number => mean + (next() + next() + next() + next() - 2) * Math.sqrt(3) * spread
  const chance = (probability: number): boolean => next() < probability
  const pick = <T>(items: readonly T[]): T => itemAt(items, integer(0, items.length - 1))
  const text = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join('')
  return { next, between, integer, bell, chance, pick, text }
}

function hashName(name: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at)
    words[0] = Math.imul(words[0] ^ code, 0x85ebca6b) ^ (words[3] >>> 15)
    words[1] = Math.imul(words[1] ^ code, 0xc2b2ae35) ^ (words[0] >>> 13)
    words[2] = Math.imul(words[2] ^ code, 0x27d4eb2f) ^ (words[1] >>> 16)
    words[3] = Math.imul(words[3] ^ code, 0x165667b1) ^ (words[2] >>> 14)
  }
  return words
}
