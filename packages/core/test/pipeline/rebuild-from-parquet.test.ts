import {
  createMemoryStore,
  equalJson,
  openDatasets,
  relationalizeToStore,
  stringifyJson,
  type ArchiveSource,
  type JsonValue,
  type RelationalizeOptions,
  type Store,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documents } from '../support/documents.js'

async function throughParquet(docs: readonly JsonValue[], options: RelationalizeOptions = {}): Promise<JsonValue[]> {
  const bytes = new TextEncoder().encode(`[${docs.map(stringifyJson).join(',')}]`)
  const source: ArchiveSource = { name: 'doc.json', recordId: 'r', bytes: async () => bytes }
  const store = createMemoryStore()
  const ledger = await relationalizeToStore([source], store, options)
  expect(ledger.items.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['written'])
  const [dataset] = await openDatasets(store)
  const rebuilt = dataset ? await Array.fromAsync(dataset.documents()) : []
  expect(rebuilt.map(({ entry, position, injected }) => [entry, position, injected['recordid']])).toEqual(
    docs.map((_, i) => ['doc.json', i, 'r']),
  )
  return rebuilt.map(({ value }) => value)
}

test('documents come back exactly from Parquet, with nothing but the parts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(documents, { minLength: 1, maxLength: 6 }),
      fc.record({ rowGroupRows: fc.integer({ min: 1, max: 20 }), partSizeBytes: fc.constantFrom(1, 2000, 1e9) }),
      async (docs, options) => {
        const rebuilt = await throughParquet(docs, options)
        for (const [i, doc] of docs.entries()) {
          if (!equalJson(doc, rebuilt[i]!)) expect(stringifyJson(rebuilt[i]!)).toBe(stringifyJson(doc))
        }
      },
    ),
    { numRuns: 400, seed: 1 },
  )
})

/** Of `null` and what is absent, the residue knows one. */
const MANY = Array.from({ length: 30 }, (_, i) => ({ at: i, items: [i, i + 1], ...(i === 3 ? {} : { note: i % 7 === 0 ? null : 'n' }) }))

/** Three parts of the root table, six of the items', one of the residue. */
async function inParts(): Promise<Store> {
  const store = createMemoryStore()
  const source: ArchiveSource = { name: 'doc.json', recordId: 'r', bytes: async () => new TextEncoder().encode(JSON.stringify(MANY)) }
  await relationalizeToStore([source], store, { rowGroupRows: 10, partSizeBytes: 1 })
  return store
}

async function keyOf(store: Store, part: RegExp): Promise<string> {
  const keys = (await Array.fromAsync(store.list(), ({ key }) => key)).filter((key) => part.test(key))
  expect(keys).toHaveLength(1)
  return keys[0]!
}

test.each([
  ['a child table', /_items\/part-00001/],
  ['the residue', /_residue\/part-/],
  ['the root table', /_v1\/part-00000/],
  ['the root table, its last one,', /_v1\/part-00002/],
])('a part of %s that is missing is an error before the first document', async (_, missing) => {
  const store = await inParts()
  await store.delete(await keyOf(store, missing))
  const [dataset] = await openDatasets(store)
  await expect(dataset!.documents().next()).rejects.toMatchObject({ name: 'ArchiveError', code: 'rows-missing' })
})

test('a part too many is an error too', async () => {
  const store = await inParts()
  const key = await keyOf(store, /_items\/part-00001/)
  const part = await (await store.get(key)).bytes()
  await store.put(key.replace('part-00001', 'part-00009'), part)
  const [dataset] = await openDatasets(store)
  await expect(dataset!.documents().next()).rejects.toMatchObject({ name: 'ArchiveError', code: 'rows-left-over' })
})
