import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrayId, arrayIdBase, MAX_ENTRY_ORDINAL, positionOfId } from '../../src/names/array-ids.js'

function id(entry: number, position: number, ordinal: number): bigint {
  const { upper, lower } = arrayId(entry, position, ordinal)
  return (BigInt(upper) << 32n) | BigInt(lower)
}

const places = fc.record({
  entry: fc.integer({ min: 0, max: MAX_ENTRY_ORDINAL }),
  position: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2 ** 18 - 1 })),
  ordinal: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2 ** 27 - 1 })),
})

test('ids are positive and fit in int64', () => {
  fc.assert(
    fc.property(places, ({ entry, position, ordinal }) => {
      const value = id(entry, position, ordinal)
      expect(value > 0n && value < 2n ** 63n).toBe(true)
    }),
    { numRuns: 5000, seed: 1 },
  )
})

test('different places have different ids', () => {
  fc.assert(
    fc.property(places, places, (a, b) => {
      const same = a.entry === b.entry && a.position === b.position && a.ordinal === b.ordinal
      expect(id(a.entry, a.position, a.ordinal) === id(b.entry, b.position, b.ordinal)).toBe(same)
    }),
    { numRuns: 5000, seed: 2 },
  )
  const seen = new Set<bigint>()
  for (let entry = 0; entry < 3; entry++)
    for (let position = 0; position < 40; position++)
      for (let ordinal = 0; ordinal < 1200; ordinal++) seen.add(id(entry, position, ordinal))
  expect(seen.size).toBe(3 * 40 * 1200)
})

test('golden ids: they must never change', () => {
  expect([id(0, 0, 0), id(0, 0, 7), id(0, 0, 8), id(0, 1, 0), id(3, 99_999, 511), id(MAX_ENTRY_ORDINAL, 0, 2 ** 27)]).toEqual([
    281474976710656n,
    281474976710663n,
    316659348799496n,
    281474976710664n,
    1161084330131455n,
    9223266483872727040n,
  ])
})

test('what does not fit is an error, not a wrong id', () => {
  expect(() => id(MAX_ENTRY_ORDINAL + 1, 0, 0)).toThrow(/ids can tell apart/)
  expect(() => id(0, 2 ** 42, 0)).toThrow(/ids can tell apart/)
  expect(() => id(0, 2 ** 18, 2 ** 21)).toThrow(/ids can tell apart/)
})

test('an id begins with what all of its entry begin with, and says which document it belongs to', () => {
  fc.assert(
    fc.property(places, ({ entry, position, ordinal }) => {
      expect(id(entry, position, ordinal) - arrayIdBase(entry)).toBe(id(entry, position, ordinal) & (2n ** 48n - 1n))
      expect(positionOfId(arrayId(entry, position, ordinal))).toBe(position)
    }),
    { numRuns: 5000, seed: 3 },
  )
  expect(arrayIdBase(MAX_ENTRY_ORDINAL)).toBeGreaterThan(0n)
  expect(arrayIdBase(MAX_ENTRY_ORDINAL + 1)).toBe(0n)
})
