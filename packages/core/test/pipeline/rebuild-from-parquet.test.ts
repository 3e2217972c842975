import {
  createMemoryStore,
  equalJson,
  openDatasets,
  relationalizeToStore,
  stringifyJson,
  type ArchiveSource,
  type JsonValue,
  type RelationalizeOptions,
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
