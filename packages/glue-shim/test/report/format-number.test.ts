import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBytes, formatShare } from '../../src/report/format-number.js'
import { visibleText } from '../../src/report/visible-text.js'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1 MB'],
  [1_234_567, '1.2 MB'],
  [2 ** 52, '4.5 PB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test.each([
  [0, 0, '–'],
  [0, 7, '0 %'],
  [7, 7, '100 %'],
  [1, 3, '33.3 %'],
  [1, 100_000, '< 0.1 %'],
  [99_999, 100_000, '> 99.9 %'],
])('%i of %i is %s', (part, whole, text) => expect(formatShare(part, whole)).toBe(text))

test('a name shows what would hide or turn text', () => {
  expect(visibleText('a\u0000b\u202Ec\ud800d\u{1F600}')).toBe('a\\u0000b\\u202ec\\ud800d\u{1F600}')
  expect(visibleText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(240)}…`)
})

test('whatever a name is, what is shown is text without controls', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const shown = visibleText(name)
      expect(shown.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex -- these must not be there
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
    }),
  )
})
