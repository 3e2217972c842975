import { StoreError } from '@bridge-downstream/core'
import { checkKey, compareUtf8 } from '@bridge-downstream/core/store'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'é', '\ud7ff', '\ue000', '\uff5e', '\uffff', '😀', '\u{10000}', '\u{10ffff}'),
})

describe('compareUtf8', () => {
  test('orders as the UTF-8 bytes are ordered', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('puts a supplementary character behind U+FF5E, unlike UTF-16', () => {
    expect(['\u{1f600}', '\uff5e'].sort(compareUtf8)).toEqual(['\uff5e', '\u{1f600}'])
  })
})

describe('checkKey', () => {
  test.each(['a', 'a/b', 'a/', 'a//b', '...', '..a', 'a..', '.hidden', '\\', '😀', 'x'.repeat(1024), '研'.repeat(341) + 'x'])(
    'takes %j',
    (key) => {
      expect(() => checkKey(key)).not.toThrow()
    },
  )

  test.each([
    ['', 'it is empty'],
    ['/a', 'it starts with a slash'],
    ['a\0b', 'it holds a NUL character'],
    ['\ud83d', 'it holds half of a surrogate pair'],
    ['x'.repeat(1025), 'it is longer than 1024 bytes of UTF-8'],
    ['研'.repeat(342), 'it is longer than 1024 bytes of UTF-8'],
    ['.', 'a segment of it is "." or ".."'],
    ['a/..', 'a segment of it is "." or ".."'],
    ['../a', 'a segment of it is "." or ".."'],
    ['a/./b', 'a segment of it is "." or ".."'],
  ])('refuses %j and says why', (key, reason) => {
    const error = catchError(() => checkKey(key))
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: 'bad-key', retryable: false, place: { key }, what: `A store cannot hold this key: ${reason}` })
  })
})

function catchError(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
