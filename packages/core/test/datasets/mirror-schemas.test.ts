import { createMemoryStore, mirrorSchemas, StoreError, type Store } from '@bridge-downstream/core'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'
import { schemaErrorOf } from './schema-error.js'

async function storeOf(objects: Readonly<Record<string, string | Uint8Array>>): Promise<Store> {
  const store = createMemoryStore()
  for (const [key, content] of Object.entries(objects)) {
    await store.put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  }
  return store
}

test.each([
  ['https://example.org/v2/a.json', 'example.org/v2/a.json'],
  ['https://example.org/v2/a.json#/definitions/x', 'example.org/v2/a.json'],
  ['https://example.org/v1/../v2/a.json', 'example.org/v2/a.json'],
  ['https://example.org/my%20schema.json', 'example.org/my schema.json'],
  ['https://example.org/%E2%82%AC.json', 'example.org/€.json'],
  ['https://example.org/a%2Fb.json', 'example.org/a%2Fb.json'],
  ['https://example.org/%ff.json', 'example.org/%ff.json'],
  ['https://example.org/schemas/a', 'example.org/schemas/a'],
  ['https://example.org/schemas/a', 'example.org/schemas/a.json'],
  ['https://example.org:8443/a.json', 'example.org:8443/a.json'],
])('%s lies at %s', async (url, key) => {
  const document = await mirrorSchemas(await storeOf({ [key]: '{"here":true}' })).get(url)
  const { href } = new URL(url.replace(/#.*/, ''))
  expect(document).toEqual({ url: href, sha256: createHash('sha256').update('{"here":true}').digest('hex'), schema: { here: true } })
})

test.each([
  ['what is not there', 'https://example.org/b.json'],
  ['what would lie elsewhere', 'https://example.org/..%2F..%2Fexample.org/a.json'],
  ['a folder', 'https://example.org/'],
  ['one of several by query', 'https://example.org/a.json?version=2'],
  ['what has no host', 'archive:///a.json'],
  ['a key that no store can hold', `https://example.org/${'x'.repeat(2_000)}.json`],
])('%s is not found', async (_, url) => {
  const error = await schemaErrorOf(mirrorSchemas(await storeOf({ 'example.org/a.json': '{}' })).get(url))
  expect([error.code, error.retryable]).toEqual(['schema-not-found', false])
})

test('what is too large is not read', async () => {
  const mirror = mirrorSchemas(await storeOf({ 'example.org/a.json': '{"a":1}' }), { maxBytes: 6 })
  expect((await schemaErrorOf(mirror.get('https://example.org/a.json'))).code).toBe('schema-too-large')
})

test('what is no JSON says where', async () => {
  const error = await schemaErrorOf(mirrorSchemas(await storeOf({ 'example.org/a.json': '{\n"a":}' })).get('https://example.org/a.json'))
  expect([error.code, error.place]).toEqual(['schema-not-json', { schema: 'https://example.org/a.json', line: 2, offsetBytes: 6 }])
})

test('a store that fails is not a schema that is missing', async () => {
  const failing = (code: string, retryable: boolean): Store => ({
    ...createMemoryStore(),
    get: async () => {
      throw new StoreError('No answer', { code, retryable })
    },
  })
  const error = await schemaErrorOf(mirrorSchemas(failing('unavailable', true)).get('https://example.org/a.json'))
  expect([error.code, error.retryable, (error.cause as StoreError).code]).toEqual(['schema-unreachable', true, 'unavailable'])
  const reason = new Error('stop')
  const get = mirrorSchemas(createMemoryStore()).get('https://example.org/a.json', { signal: AbortSignal.abort(reason) })
  await expect(get).rejects.toBe(reason)
})

if (fixturesAreThere) {
  test('the mirror of mobile-client-json', async () => {
    const key = 'sage-bionetworks.github.io/mobile-client-json/schemas/v2/MotionRecord.json'
    const bytes = readFixture('bridge', 'schema-mirror', ...key.split('/'))
    expect(await mirrorSchemas(await storeOf({ [key]: bytes })).get(`https://${key}`)).toEqual({
      url: `https://${key}`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      schema: JSON.parse(new TextDecoder().decode(bytes)),
    })
  })
} else test('mirror', () => sayLeftOut('the mirror of mobile-client-json, 1 case'))
