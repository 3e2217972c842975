import { cachedSchemas, fetchSchemas, SchemaError, type SchemaDocument, type SchemaSource } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { schemaErrorOf } from './schema-error.js'
import { json, startServer, status } from './schema-server.js'

const url = 'https://example.org/a.json'

/** A source whose answers are given by hand, in the order in which it was asked. */
function manualSource(): SchemaSource & { readonly asked: { url: string; signal: AbortSignal; give(outcome: string | Error): void }[] } {
  const asked: { url: string; signal: AbortSignal; give(outcome: string | Error): void }[] = []
  return {
    asked,
    get: async (wanted, options) => {
      const { promise, resolve, reject } = Promise.withResolvers<SchemaDocument>()
      const give = (outcome: string | Error): void =>
        outcome instanceof Error ? reject(outcome) : resolve({ url: wanted, sha256: outcome, schema: {} })
      asked.push({ url: wanted, signal: options!.signal!, give })
      return promise
    },
  }
}

test('a schema is asked for once, by callers at one time and after it', async () => {
  const server = await startServer({ '/a.json': json('{}') })
  const source = cachedSchemas(fetchSchemas({ allowedHosts: [server.host], allowHttp: true }))
  const documents = await Promise.all(Array.from({ length: 10 }, (_, i) => source.get(`${server.origin}/a.json#${i}`)))
  expect(await source.get(`${server.origin}/a.json`)).toBe(documents[0])
  expect(new Set(documents).size).toBe(1)
  expect(server.requests).toEqual(['/a.json'])
})

test('a failure holds for one burst, and is tried again after it', async () => {
  const server = await startServer({ '/a.json': [status(404), json('{}')] })
  let now = 1_000
  const options = { failureMs: 500, now: () => now }
  const source = cachedSchemas(fetchSchemas({ allowedHosts: [server.host], allowHttp: true }), options)
  const get = (): Promise<SchemaDocument> => source.get(`${server.origin}/a.json`)
  const burst = await Promise.all([schemaErrorOf(get()), schemaErrorOf(get())])
  now = 1_499
  burst.push(await schemaErrorOf(get()))
  expect([new Set(burst).size, burst[0].code, server.requests.length]).toEqual([1, 'schema-not-found', 1])
  now = 1_500
  expect((await get()).schema).toEqual({})
  now = 1_501
  expect((await get()).schema).toEqual({})
  expect(server.requests.length).toBe(2)
})

test('who gives up leaves the others be', async () => {
  const manual = manualSource()
  const source = cachedSchemas(manual)
  const controller = new AbortController()
  const reason = new Error('stop')
  const [hasty, patient] = [source.get(url, { signal: controller.signal }), source.get(url)]
  controller.abort(reason)
  await expect(hasty).rejects.toBe(reason)
  expect(manual.asked[0]!.signal.aborted).toBe(false)
  manual.asked[0]!.give('one')
  expect((await patient).sha256).toBe('one')
  expect(manual.asked.length).toBe(1)
})

test('when all give up the request is told to stop, and the next caller starts anew', async () => {
  const manual = manualSource()
  const source = cachedSchemas(manual)
  const controller = new AbortController()
  const both = [source.get(url, { signal: controller.signal }), source.get(url, { signal: controller.signal })]
  controller.abort(new Error('stop'))
  await Promise.allSettled(both)
  expect(manual.asked[0]!.signal.aborted).toBe(true)
  const next = source.get(url)
  manual.asked[0]!.give(new SchemaError('Stopped', { code: 'schema-unreachable' }))
  manual.asked[1]!.give('two')
  expect((await next).sha256).toBe('two')
  expect((await source.get(url)).sha256).toBe('two')
})

test('no more documents are kept than are allowed; those used longest ago go', async () => {
  const asked: string[] = []
  const counting: SchemaSource = {
    get: async (wanted) => {
      asked.push(wanted)
      return { url: wanted, sha256: '', schema: {} }
    },
  }
  const source = cachedSchemas(counting, { maxDocuments: 2 })
  const [a, b, c] = ['https://example.org/a', 'https://example.org/b', 'https://example.org/c']
  for (const wanted of [a, b, a, c, a, b]) await source.get(wanted)
  expect(asked).toEqual([a, b, c, b])
})

test('errors that are no SchemaErrors pass and are not kept', async () => {
  let calls = 0
  const broken: SchemaSource = {
    get: async () => {
      calls++
      throw new TypeError('broken')
    },
  }
  const source = cachedSchemas(broken)
  await expect(source.get(url)).rejects.toThrow(TypeError)
  await expect(source.get(url)).rejects.toThrow(TypeError)
  expect(calls).toBe(2)
})
