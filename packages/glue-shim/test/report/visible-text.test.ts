import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleText } from '../../src/report/visible-text.js'

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
