import {
  createSchemaLock,
  OptionError,
  parseSchemaLock,
  pinnedSchemas,
  serializeSchemaLock,
  type SchemaSource,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schemaErrorOf } from './schema-error.js'

const [one, two] = ['1'.repeat(64), '2'.repeat(64)]

function sourceOf(digests: Readonly<Record<string, string>>): SchemaSource & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    get: async (url) => {
      asked.push(url)
      return { url, sha256: digests[url]!, schema: {} }
    },
  }
}

test('a lock has the same bytes in whatever order it was recorded', () => {
  const lock = createSchemaLock()
  lock.schemas.set('https://example.org/b.json', two)
  lock.schemas.set('https://example.org/a.json', one)
  expect(serializeSchemaLock(lock)).toBe(`{
  "version": 1,
  "schemas": {
    "https://example.org/a.json": "${one}",
    "https://example.org/b.json": "${two}"
  }
}
`)
  expect(serializeSchemaLock(createSchemaLock())).toBe('{\n  "version": 1,\n  "schemas": {}\n}\n')
})

test('any lock comes back from its text', () => {
  const digests = fc.string({ unit: fc.constantFrom('0', '9', 'a', 'f'), minLength: 64, maxLength: 64 })
  const urls = fc.oneof(fc.webUrl(), fc.constantFrom('__proto__', 'constructor', ''))
  fc.assert(
    fc.property(fc.array(fc.tuple(urls, digests)), (pins) => {
      const lock = { version: 1 as const, schemas: new Map(pins) }
      expect(parseSchemaLock(serializeSchemaLock(lock))).toEqual(lock)
    }),
    { seed: 7, numRuns: 300 },
  )
})

test.each([
  '{}',
  '[]',
  'null',
  '{"version":2,"schemas":{}}',
  '{"version":1}',
  '{"version":1,"schemas":[]}',
  '{"version":1,"schemas":{"a":"B"}}',
])('%s is no lock', (text) => {
  expect(() => parseSchemaLock(text)).toThrow(OptionError)
})

describe('pinned schemas', () => {
  test('are recorded, and then must stay the same', async () => {
    const lock = createSchemaLock()
    await pinnedSchemas(sourceOf({ 'https://example.org/a.json': one }), lock, 'record').get('https://example.org/a.json#x')
    expect(lock.schemas).toEqual(new Map([['https://example.org/a.json', one]]))

    const changed = pinnedSchemas(sourceOf({ 'https://example.org/a.json': two }), lock, 'record')
    const error = await schemaErrorOf(changed.get('https://example.org/a.json'))
    expect([error.code, error.retryable, error.message]).toEqual([
      'schema-changed',
      false,
      `The schema has changed: it was pinned with SHA-256 ${one} and has ${two} now (schema "https://example.org/a.json"). ` +
        'If the change is meant, remove its line from the lock and record it anew; if not, use a mirror that has the pinned bytes.',
    ])
    expect(lock.schemas.get('https://example.org/a.json')).toBe(one)
  })

  test('that are frozen are checked, and others are not even asked for', async () => {
    const source = sourceOf({ 'https://example.org/a.json': one, 'https://example.org/b.json': two })
    const lock = parseSchemaLock(`{"version":1,"schemas":{"https://example.org/a.json":"${one}"}}`)
    const frozen = pinnedSchemas(source, lock, 'frozen')
    expect((await frozen.get('https://example.org/a.json')).sha256).toBe(one)
    const error = await schemaErrorOf(frozen.get('https://example.org/b.json'))
    expect([error.code, source.asked, lock.schemas.size]).toEqual(['schema-not-pinned', ['https://example.org/a.json'], 1])
  })

  test('that changed are an error also where they are frozen', async () => {
    const lock = parseSchemaLock(`{"version":1,"schemas":{"https://example.org/a.json":"${one}"}}`)
    const frozen = pinnedSchemas(sourceOf({ 'https://example.org/a.json': two }), lock, 'frozen')
    expect((await schemaErrorOf(frozen.get('https://example.org/a.json'))).code).toBe('schema-changed')
  })
})
