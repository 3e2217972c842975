import { createMemoryStore, relationalizeToStore, type ArchiveSource, type Ledger, type Road } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

const encoder = new TextEncoder()

interface Outcome {
  readonly ledger: Ledger
  readonly parts: ReadonlyMap<string, Uint8Array>
}

async function relationalizeBy(road: Road, text: string): Promise<Outcome> {
  const bytes = encoder.encode(text)
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.slice(at, at + 100_000)
  }
  const source: ArchiveSource = { name: 'a.ndjson', recordId: 'r', bytes: async () => bytes, stream }
  const store = createMemoryStore()
  const ledger = await relationalizeToStore([source], store, { road })
  const parts = new Map<string, Uint8Array>()
  for await (const { key } of store.list()) if (key.endsWith('.parquet')) parts.set(key, await (await store.get(key)).bytes())
  return { ledger, parts }
}

const documents = Array.from({ length: 12_000 }, (_, i) => ({
  id: `document ${i}`,
  value: i / 8,
  list: Array.from({ length: i % 4 }, (_unused, j) => ({ at: j, text: 'x'.repeat(40) })),
}))

test.each([
  ['a document a line', documents.map((document) => JSON.stringify(document)).join('\n')],
  ['documents of several lines, so that blocks end within them', documents.map((document) => JSON.stringify(document, null, 1)).join('\n')],
  ['an array over all blocks', JSON.stringify(documents, null, 1)],
  [
    'something new in the midst',
    documents.map((document, i) => JSON.stringify(i === 9_000 ? { ...document, new: true } : document)).join('\n'),
  ],
  ['a fault in the midst', documents.map((document, i) => (i === 9_000 ? '{"id":' : JSON.stringify(document))).join('\n')],
])('a stream of more than one block gives the same on every road: %s', async (_, text) => {
  expect(encoder.encode(text).length).toBeGreaterThan(1_200_000)
  const expected = await relationalizeBy('reference', text)
  for (const road of ['auto', 'fast'] as const) expect(await relationalizeBy(road, text)).toEqual(expected)
})
