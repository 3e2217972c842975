import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Bytes } from '../../src/json/utf8-bytes.js'

const encoder = new TextEncoder()

test.each([
  '',
  'a',
  '\u007f\u0080',
  '\u07ff\u0800',
  '\uffff',
  '\u{1f600}',
  '\ud83d',
  '\ude00',
  '\ude00\ud83d',
  '\ud83d\ud83d\ude00',
  '\ud83d\ude00\ude00',
])('as many bytes as are written: %j', (text) => {
  expect(utf8Bytes(text)).toBe(encoder.encode(text).length)
})

test('as many bytes as are written, whatever the text', () => {
  const units = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7fe, max: 0xe001 }))
  const texts = fc.array(units).map((codes) => String.fromCharCode(...codes))
  fc.assert(
    fc.property(texts, (text) => utf8Bytes(text) === encoder.encode(text).length),
    { seed: 1 },
  )
})
