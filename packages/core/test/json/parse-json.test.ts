import {
  DocumentParseError,
  ExactNumber,
  equalJson,
  parseJson,
  parseJsonDocuments,
  stringifyJson,
  type JsonValue,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

function failure(text: string, options = {}): DocumentParseError {
  try {
    parseJson(text, options)
  } catch (error) {
    if (error instanceof DocumentParseError) return error
    throw error
  }
  throw new Error('This text should not parse')
}

test('agrees with JSON.parse on any JSON value, whatever the white space', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', ' \n'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      expect(toPlain(parseJson(text))).toEqual(JSON.parse(text))
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('stringifyJson is read back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => equalJson(parseJson(stringifyJson(value as JsonValue)), value as JsonValue)),
    { numRuns: 2000, seed: 2 },
  )
})

test('accepts and refuses what JSON.parse does, on mutated texts', () => {
  const alphabet = ['\u0000', '\u001f', 'é', ...Array.from('{}[]",:\\ \n-+.eE0123456789truefalsn'), '"a"', '"\\u00e9"', '1.5e3', 'null']
  let refused = 0
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      let accepts = true
      try {
        JSON.parse(text)
      } catch {
        accepts = false
      }
      if (accepts) parseJson(text, { duplicateKeys: 'last' })
      else {
        refused++
        expect(() => parseJson(text)).toThrow(DocumentParseError)
      }
    }),
    { numRuns: 20_000, seed: 3 },
  )
  expect(refused).toBeGreaterThan(1000)
})

describe('numbers', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['123456789012345678901234567890', 123456789012345678901234567890n],
    ['0.1', 0.1],
    ['-0', -0],
    ['-0.0', -0],
    ['1e-3', 0.001],
    ['5', 5],
  ])('%s is kept exactly', (text, expected) => {
    expect(parseJson(text)).toBe(expected)
  })

  test.each(['1.0', '0.0', '5e2', '1E+2', '1e999', '-1e400', '1e-400'])('%s keeps its spelling', (text) => {
    const value = parseJson(text)
    expect(value).toBeInstanceOf(ExactNumber)
    expect(stringifyJson(value)).toBe(text)
  })

  test.each(['01', '-', '1.', '.5', '+1', '1e', '1e+', '0x1', 'NaN', '-Infinity', '00', '-01'])('%s is no number', (text) => {
    expect(failure(text).code).toBe('bad-json')
  })
})

describe('keys', () => {
  test.each(['__proto__', 'constructor', 'toString', '', 'hasOwnProperty', 'é', 'e\u0301'])('%j is a key like any other', (key) => {
    const value = parseJson(`{${JSON.stringify(key)}:1}`) as Record<string, JsonValue>
    expect(Object.entries(value)).toEqual([[key, 1]])
  })

  test('a key that stands twice is an error that names the key and the place', () => {
    const error = failure('{"a":1,\n "b":{"c":2,"c":3}}', { place: { archive: 'x.zip', entry: 'y.json' } })
    expect(error.code).toBe('duplicate-key')
    expect(error.message).toContain('"c"')
    expect(error.place).toMatchObject({ archive: 'x.zip', entry: 'y.json', line: 2, offsetBytes: 20 })
  })

  test('the last one wins where that is asked for', () => {
    expect(parseJson('{"a":1,"a":2}', { duplicateKeys: 'last' })).toEqual({ a: 2 })
  })
})

describe('errors', () => {
  test.each([
    ['{"a":1', 1, 6],
    ['{"é":x}', 1, 6],
    ['[1,\n2,\n]', 3, 7],
    ['"a\nb"', 1, 2],
    ['"\\x"', 1, 1],
    ['"\\ud8"', 1, 1],
    ['[1] 2', 1, 4],
    ['', 1, 0],
  ])('%j fails on line %i at byte %i', (text, line, offsetBytes) => {
    expect(failure(text).place).toMatchObject({ line, offsetBytes })
  })

  test('never hold a value', () => {
    for (const text of [
      '{"diagnosis":"secret-value",}',
      '["secret-value" "secret-value"]',
      '{"a":secret-value}',
      '"secret-value',
      '[secret-value',
    ]) {
      expect(failure(text).message).not.toContain('secret')
    }
  })

  test('nesting is bounded, and deep nesting below the bound is fine', () => {
    expect(failure('['.repeat(1001)).code).toBe('too-deep')
    expect(stringifyJson(parseJson('['.repeat(1000) + ']'.repeat(1000)))).toHaveLength(2000)
  })
})

describe('documents', () => {
  test.each([
    ['{"a":1}', ['{"a":1}']],
    ['{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
    ['[[1,2],[]]', ['[1,2]', '[]']],
    ['[]', []],
    ['[1]\n[2]', ['1', '2']],
    ['5', ['5']],
    [' \n', []],
  ])('%j', (text, documents) => {
    expect([...parseJsonDocuments(text)].map(stringifyJson)).toEqual(documents)
  })
})

function toPlain(value: JsonValue): unknown {
  if (value instanceof ExactNumber || typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item) => toPlain(item as JsonValue))
  if (typeof value !== 'object' || value === null) return value
  const plain = {}
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(plain, key, { value: toPlain(item), enumerable: true, configurable: true, writable: true })
  }
  return plain
}
