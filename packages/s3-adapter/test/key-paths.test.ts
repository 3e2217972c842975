import { compareUtf8 } from '@bridge-downstream/core/store'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displacedSegments, keyOfDisplacedPath, naturalSegments } from '../src/local/key-paths.js'

const key = fc.string({ unit: fc.constantFrom('a', '/', '%', 'é', '\uff5e', '😀', 'x'.repeat(99)), minLength: 1, maxLength: 12 })

const displacedPath = (text: string): string => displacedSegments(text).slice(2).join('/')

describe('displaced paths', () => {
  test('tell their keys', () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(keyOfDisplacedPath(displacedPath(text))).toBe(text)
      }),
    )
  })

  test('are in the order of their keys', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareUtf8(displacedPath(a), displacedPath(b)))).toBe(Math.sign(compareUtf8(a, b)))
      }),
    )
  })

  test('have short, plain names, whatever the key', () => {
    const names = displacedSegments('😀/'.repeat(204) + '../CON').slice(2)
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{1,200}\.?$/)
    expect(displacedSegments('a/')).toEqual(['.bridge-downstream', 'objects', '612f.'])
  })
})

describe('natural paths', () => {
  test.each(['a', 'a/b', 'year=2022/part-0.parquet', '100% ü 😀', 'a:b', 'CON', 'x'.repeat(255)])('%j is one', (text) => {
    expect(naturalSegments(text, false)).toEqual(text.split('/'))
  })

  test.each(['a/', 'a//b', 'x'.repeat(256), '研'.repeat(86), '.bridge-downstream', 'a/.Bridge-Downstream/b'])('%j has none', (text) => {
    expect(naturalSegments(text, false)).toBe(undefined)
  })

  test.each(['a:b', 'CON', 'nul.txt', 'a/com1', 'dot.', 'space ', 'back\\slash', '..\\up', 'a?', 'tab\t', '"'])(
    '%j has none on Windows',
    (text) => {
      expect(naturalSegments(text, true)).toBe(undefined)
    },
  )

  test.each(['a', 'a/b', 'year=2022/part-0.parquet', 'console', '100% ü 😀', 'null'])('%j is one on Windows too', (text) => {
    expect(naturalSegments(text, true)).toEqual(text.split('/'))
  })
})
