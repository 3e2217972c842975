import { formatDatasetIdentifier, parseDatasetIdentifier } from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  ['MotionRecord_v1', { name: 'MotionRecord', version: 1 }],
  ['steps_v2_v12', { name: 'steps_v2', version: 12 }],
  ['__v1', { name: '_', version: 1 }],
  ['7_v999999999', { name: '7', version: 999_999_999 }],
])('%s', (text, identifier) => {
  expect(parseDatasetIdentifier(text)).toEqual(identifier)
  expect(formatDatasetIdentifier(identifier)).toBe(text)
})

test.each([
  '',
  'Motion',
  'Motion_v',
  'Motion_v0',
  'Motion_v01',
  'Motion_v1.5',
  'Motion_V1',
  '_v1',
  'a b_v1',
  'é_v1',
  'a/b_v1',
  'a_v1\n',
  `${'a'.repeat(218)}_v1`,
])('%j is none', (text) => {
  expect(() => parseDatasetIdentifier(text)).toThrow(expect.objectContaining({ name: 'OptionError', code: 'bad-dataset' }))
})

test('whatever is formatted is parsed', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_]{1,217}$/)
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 999_999_999 }), (name, version) => {
      expect(parseDatasetIdentifier(formatDatasetIdentifier({ name, version }))).toEqual({ name, version })
    }),
    { seed: 1 },
  )
})
