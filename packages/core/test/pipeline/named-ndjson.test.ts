import { createMemoryStore, relationalizeToStore, type ArchiveSource, type Ledger, type Road } from '@bridge-downstream/core'
import { gzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'

const text = new TextEncoder().encode('{"a":1,"l":[1,2]}\n{"a":2}\n')
const zipped = zipSync({ 'one.json': text, 'two.ndjson': text }, { mtime: Date.UTC(2024, 0, 1) })

function sourceOf(name: string, bytes: Uint8Array, chunkBytes?: number): ArchiveSource {
  if (chunkBytes === undefined) return { name, recordId: 'r', bytes: async () => bytes }
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes!) yield bytes.slice(at, at + chunkBytes!)
  }
  return { name, recordId: 'r', bytes: async () => bytes, stream }
}

async function run(source: ArchiveSource, road: Road): Promise<{ ledger: Ledger; objects: Map<string, string> }> {
  const store = createMemoryStore()
  const ledger = await relationalizeToStore([source], store, { road })
  const objects = new Map<string, string>()
  for await (const { key } of store.list()) {
    const bytes = await (await store.get(key)).bytes()
    objects.set(key, Buffer.from(bytes).toString('base64'))
  }
  return { ledger, objects }
}

test.each([
  ['gzip', gzipSync(text, { mtime: 0 }), 2, 'written'],
  ['a ZIP archive', zipped, 4, 'written'],
  ['a ZIP archive without entries', zipSync({}), 0, 'quarantined'],
  ['gzip that is cut off', gzipSync(text, { mtime: 0 }).slice(0, -9), 0, 'quarantined'],
  ['text', text, 2, 'written'],
  ['nothing', new Uint8Array(), 0, 'written'],
  ['one byte of gzip', new Uint8Array([0x1f]), 0, 'quarantined'],
])('%s in a file that is named as NDJSON is read by its content, in chunks or not', async (_, bytes, documents, outcome) => {
  const whole = await run(sourceOf('a.ndjson', bytes), 'reference')
  expect(whole.ledger.items.every((item) => item.outcome === outcome)).toBe(true)
  expect(whole.ledger.items.reduce((sum, item) => sum + item.documents, 0)).toBe(documents)
  for (const road of ['reference', 'auto', 'fast'] as const) {
    for (const chunkBytes of [undefined, 1, 3, 1000]) expect(await run(sourceOf('a.ndjson', bytes, chunkBytes), road)).toEqual(whole)
  }
})
