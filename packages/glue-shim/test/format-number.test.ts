import { expect, test } from 'vitest'
import { count, formatBytes, formatShare } from '../src/format-number.js'

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

test.each([
  [0, '0 entries'],
  [1, '1 entry'],
  [2000, '2,000 entries'],
])('%i with its noun is %s', (number, text) => expect(count(number, 'entry', 'entries')).toBe(text))
