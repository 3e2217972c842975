import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMetadataValue, encodeMetadataValue } from '../src/s3/metadata-words.js'

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '=', '?', '_', 'é', '研', '😀', '\n', '=?UTF-8?B?', 'x'.repeat(40)),
  maxLength: 40,
})

describe('metadata values', () => {
  test('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeMetadataValue(encodeMetadataValue(value))).toBe(value)
      }),
    )
  })

  test('travel as printable ASCII without blanks at their ends, in words of at most 75 characters', () => {
    fc.assert(
      fc.property(text, (value) => {
        const header = encodeMetadataValue(value)
        expect(header).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)
        if (header !== value) for (const word of header.split(' ')) expect(word.length).toBeLessThanOrEqual(75)
      }),
    )
  })

  test('that are plain ASCII stay as they are, so that anyone can read them', () => {
    for (const value of ['x', 'a value, with = signs?', '2022-02-15T10:00:00Z', '100%']) expect(encodeMetadataValue(value)).toBe(value)
  })

  test.each([
    // RFC 2047, section 8
    ['=?utf-8?q?a_b?=', 'a b'],
    ['=?UTF-8?B?YQ==?= =?UTF-8?B?Yg==?=', 'ab'],
    ['=?UTF-8?Q?Gr=C3=B6=C3=9Fe?=', 'Größe'],
    ['=?ISO-8859-1?Q?a?=', '=?ISO-8859-1?Q?a?='],
    ['before =?UTF-8?B?YQ==?=', 'before =?UTF-8?B?YQ==?='],
  ])('%j is read as %j', (header, value) => {
    expect(decodeMetadataValue(header)).toBe(value)
  })
})
