import { createMemoryStore, firstOf, mirrorSchemas, offlineSchemas, SchemaError, type SchemaSource } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { schemaErrorOf } from './schema-error.js'

const url = 'https://example.org/a.json'

function sourceOf(outcome: string | SchemaError): SchemaSource {
  return {
    get: async (wanted) => {
      if (outcome instanceof SchemaError) throw outcome
      return { url: wanted, sha256: outcome, schema: {} }
    },
  }
}

const missing = sourceOf(new SchemaError('None', { code: 'schema-not-found' }))

test('the first source that has the schema gives it', async () => {
  expect((await firstOf(missing, sourceOf('second'), sourceOf('third')).get(url)).sha256).toBe('second')
})

test('a source that fails is not passed over', async () => {
  const failing = sourceOf(new SchemaError('Down', { code: 'schema-unreachable' }))
  expect((await schemaErrorOf(firstOf(failing, sourceOf('second')).get(url))).code).toBe('schema-unreachable')
})

test('where no source has it the last one says so', async () => {
  expect((await schemaErrorOf(firstOf(missing, offlineSchemas()).get(url))).code).toBe('schema-offline')
  expect((await schemaErrorOf(firstOf(missing, missing).get(url))).code).toBe('schema-not-found')
  expect((await schemaErrorOf(firstOf().get(url))).code).toBe('schema-not-found')
})

test('offline work uses the mirror only', async () => {
  const store = createMemoryStore()
  await store.put('example.org/a.json', new TextEncoder().encode('{"a":1}'))
  const offline = firstOf(mirrorSchemas(store), offlineSchemas())
  expect((await offline.get(url)).schema).toEqual({ a: 1 })
  const error = await schemaErrorOf(offline.get('https://example.org/b.json?token=secret'))
  expect([error.code, error.retryable, error.message]).toEqual([
    'schema-offline',
    false,
    'The schema is not in the mirror, and the network may not be used (schema "https://example.org/b.json"). Put it into the mirror, at its host and path.',
  ])
})
