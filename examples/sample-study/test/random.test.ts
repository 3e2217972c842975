import { expect, test } from 'vitest'

import { BASE64URL, createRandom } from '../src/random.ts'

const times = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)
const draw = (name: string): number[] => times(20, createRandom(name).next)

test('equal names give equal streams', () => {
  expect(draw('1/record/7')).toEqual(draw('1/record/7'))
})

test('names that differ in one character give streams without a common value', () => {
  const values = ['1/record/7', '1/record/8', '2/record/7', '1/record/77'].flatMap(draw)
  expect(new Set(values).size).toBe(values.length)
})

test('the values spread evenly over [0, 1)', () => {
  const random = createRandom('spread')
  const values = times(10_000, random.next)
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const count = values.filter((value) => Math.floor(value * 10) === tenth).length
    expect(Math.abs(count - 1000)).toBeLessThan(150)
  }
})

test('each kind of value stays in its range, and reaches its ends', () => {
  const random = createRandom('ranges')
  expect(new Set(times(2000, () => random.integer(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]))
  expect(times(2000, () => random.between(3, 4)).every((value) => value >= 3 && value < 4)).toBe(true)
  expect(times(2000, () => random.bell(10, 2)).every((value) => Math.abs(value - 10) < 7)).toBe(true)
  expect(new Set(times(2000, () => random.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']))
  expect(new Set(random.text(4000, BASE64URL))).toEqual(new Set(BASE64URL))
})

test('nothing can be picked of an empty list', () => {
  expect(() => createRandom('empty').pick([])).toThrow(RangeError)
})
