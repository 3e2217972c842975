import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatsOfAscii } from '../../src/schema/byte-formats.js'
import { ALL_FORMATS, formatsOf } from '../../src/schema/string-formats.js'
import { textsLikeFormats } from './format-pieces.js'

const encoder = new TextEncoder()
test('formats of bytes are those of the text', () => {
  let uris = 0
  const check = (text: string, among: number): void => {
    const bytes = encoder.encode(`""${text}"x`)
    const found = formatsOfAscii(bytes, 2, bytes.length - 2, among)
    if (found !== formatsOf(text, among)) expect({ text, found }).toEqual({ text, found: formatsOf(text, among) })
    if (found & formatsOf('a://b', ALL_FORMATS)) uris++
  }
  fc.assert(
    fc.property(textsLikeFormats, fc.integer({ min: 0, max: ALL_FORMATS }), (text, among) => {
      check(text, ALL_FORMATS)
      check(text, among)
      check(`http://${text}`, ALL_FORMATS)
    }),
    { numRuns: 20_000, seed: 1 },
  )
  expect(uris).toBeGreaterThan(1_000)
})
