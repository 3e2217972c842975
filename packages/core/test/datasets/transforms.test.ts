import { compileTransforms, ExactNumber, OptionError, type JsonValue, type PathTransform } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documents } from '../support/documents.js'

function transform(document: JsonValue, ...transforms: PathTransform[]): { value: JsonValue; counts: string[] } {
  const { apply, counts } = compileTransforms(transforms)
  const value = apply(document)
  return { value, counts: counts.map(({ path, applied, failed }) => `${path} ${applied} ${failed}`) }
}

test('JSON inside a text is unpacked; a text that is none is kept, and counted', () => {
  expect(transform({ a: '{"b":[1,9007199254740993]}' }, { path: '$.a', parse: 'json' })).toEqual({
    value: { a: { b: [1, 9007199254740993n] } },
    counts: ['$.a 1 0'],
  })
  const list = ['[1]', 'no json', '', null, 7, { x: 1 }]
  expect(transform({ list }, { path: '$.list[]', parse: 'json' })).toEqual({
    value: { list: [[1], 'no json', '', null, 7, { x: 1 }] },
    counts: ['$.list[] 1 4'],
  })
})

test('a map becomes rows, which are cast', () => {
  const samples: PathTransform[] = [
    { path: '$.samples', rows: { key: 'offset', value: 'rate' } },
    { path: '$.samples[].offset', cast: 'integer' },
    { path: '$.samples[].rate', cast: 'integer' },
  ]
  expect(transform({ samples: { '0': 62, '15': '63', x: 64.5 } }, ...samples)).toEqual({
    value: {
      samples: [
        { offset: 0, rate: 62 },
        { offset: 15, rate: 63 },
        { offset: null, rate: null },
      ],
    },
    counts: ['$.samples 1 0', '$.samples[].offset 2 1', '$.samples[].rate 2 1'],
  })
  const hostile = JSON.parse('{"samples":{"__proto__":1}}') as JsonValue
  expect(transform(hostile, samples[0]!).value).toEqual({ samples: [{ offset: '__proto__', rate: 1 }] })
})

test.each<[string, 'integer' | 'number' | 'string' | 'boolean', JsonValue, JsonValue]>([
  ['a text of digits', 'integer', ' 62 ', 62],
  ['a text with a sign', 'integer', '+62', 62],
  ['a large integer', 'integer', '9007199254740993', 9007199254740993n],
  ['a whole measurement', 'integer', new ExactNumber('62.0'), 62],
  ['a fraction', 'integer', 62.5, null],
  ['an empty text', 'integer', '', null],
  ['a truth value', 'integer', true, null],
  ['hexadecimal digits', 'number', '0x10', null],
  ['a fraction as text', 'number', '6.25', 6.25],
  ['infinity', 'number', 'Infinity', null],
  ['a number', 'string', 62, '62'],
  ['a number that was spelt out', 'string', new ExactNumber('62.0'), '62.0'],
  ['a truth value as text', 'boolean', 'TRUE', true],
  ['a truth value', 'boolean', false, false],
  ['one', 'boolean', 1, null],
  ['a container', 'string', [1], null],
  ['null', 'string', null, null],
])('cast: %s as %s', (_, cast, value, expected) => {
  expect(transform({ value }, { path: '$.value', cast }).value).toEqual({ value: expected })
})

test('a path that leads nowhere changes nothing', () => {
  const anywhere: PathTransform[] = [
    { path: '$.missing.deep[]', cast: 'string' },
    { path: '$.missing{}', parse: 'json' },
  ]
  fc.assert(
    fc.property(documents, (document) => {
      expect(transform(document, ...anywhere).value).toEqual(document)
    }),
    { seed: 5 },
  )
})

test('a document is left as it was given', () => {
  const document = { a: { b: '{"c":1}' } }
  transform(document, { path: '$.a.b', parse: 'json' })
  expect(document).toEqual({ a: { b: '{"c":1}' } })
})

test.each<[string, PathTransform]>([
  ['a path that is none', { path: 'a.b', cast: 'string' }],
  ['a path that ends early', { path: '$.a[', cast: 'string' }],
  ['nothing to do', { path: '$.a' } as never],
  ['one name for key and value', { path: '$.a', rows: { key: 'x', value: 'x' } }],
])('a transform with %s is refused', (_, bad) => expect(() => compileTransforms([bad])).toThrow(OptionError))
