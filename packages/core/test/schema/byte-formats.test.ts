import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatsOfAscii } from '../../src/schema/byte-formats.js'
import { ALL_FORMATS, formatsOf } from '../../src/schema/string-formats.js'

const encoder = new TextEncoder()
const pieces = fc.constantFrom(
  'http',
  'HTTPS',
  'a',
  'é',
  '1',
  '+',
  '.',
  '-',
  ':',
  '://',
  '/',
  '?',
  '#',
  '##',
  '%',
  '%2',
  '%2f',
  '%zz',
  '@',
  'x.org',
  '~',
  "'",
  '"',
  ' ',
  '[',
  '😀',
  '2024-02-29',
  'T',
  't',
  '10:00:00',
  '.5',
  'Z',
  '+01:00',
  '0'.repeat(60),
  'a'.repeat(1_990),
  '00000000-0000-0000-0000-000000000000',
)

test('formats of bytes are those of the text', () => {
  let uris = 0
  const check = (text: string, among: number): void => {
    const bytes = encoder.encode(`""${text}"x`)
    const found = formatsOfAscii(bytes, 2, bytes.length - 2, among)
    if (found !== formatsOf(text, among)) expect({ text, found }).toEqual({ text, found: formatsOf(text, among) })
    if (found & formatsOf('a://b', ALL_FORMATS)) uris++
  }
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 7 }), fc.integer({ min: 0, max: ALL_FORMATS }), (parts, among) => {
      check(parts.join(''), ALL_FORMATS)
      check(parts.join(''), among)
      check(`http://${parts.join('')}`, ALL_FORMATS)
    }),
    { numRuns: 20_000, seed: 1 },
  )
  expect(uris).toBeGreaterThan(1_000)
})
