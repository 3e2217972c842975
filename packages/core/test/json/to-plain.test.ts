import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactNumber } from '../../src/json/json-value.js'
import { parseJson } from '../../src/json/parse-json.js'
import { toPlain } from '../../src/json/to-plain.js'

test('numbers become the nearest doubles, and all else stays', () => {
  const value = parseJson('{"a":9007199254740993,"b":[1,2.50,1.0,-0],"c":{"d":1e999,"e":null},"f":"1.0","g":true}')
  expect(toPlain(value)).toEqual({ a: 9007199254740992, b: [1, 2.5, 1, -0], c: { d: Infinity, e: null }, f: '1.0', g: true })
})

test('what has nothing to change is not copied', () => {
  const inner = { a: [1, 'x', null], b: {} }
  const value = { inner, exact: new ExactNumber('1.0') }
  expect(toPlain(inner)).toBe(inner)
  expect((toPlain(value) as typeof value).inner).toBe(inner)
  expect(value.exact).toBeInstanceOf(ExactNumber)
})

test('keys keep their order, and a key like __proto__ is a key like any other', () => {
  const text = '{"b":1,"__proto__":{"x":9007199254740993},"a":1.0,"constructor":2,"0":3.0}'
  const plain = toPlain(parseJson(text)) as object
  expect(Object.entries(plain)).toEqual([
    ['0', 3],
    ['b', 1],
    ['__proto__', { x: 9007199254740992 }],
    ['a', 1],
    ['constructor', 2],
  ])
  expect(Object.getPrototypeOf(plain)).toBe(Object.prototype)
})

test('any JSON text comes out as JSON.parse would have it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(toPlain(parseJson(text, { duplicateKeys: 'last' }))).toEqual(JSON.parse(text))
    }),
    { seed: 20_240_611, numRuns: 500 },
  )
})
