import { createMemoryStore, relationalizeToStore, type Store } from '@bridge-downstream/core'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const CHUNKS = 100
const ROWS = 10_000

/** Bytes outside of the heap that something still needs. */
function neededBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().arrayBuffers
}

/** @returns how many bytes there were. A loop over them would hold on to the last ones. */
async function readThrough(body: AsyncIterable<Uint8Array>): Promise<number> {
  const chunks = body[Symbol.asyncIterator]()
  const sizeOfNext = async (): Promise<number> => {
    const { done, value } = await chunks.next()
    return done ? -1 : value.length
  }
  let sizeBytes = 0
  for (let size = await sizeOfNext(); size >= 0; size = await sizeOfNext()) sizeBytes += size
  return sizeBytes
}

test('parts that wait for what their footers say keep no memory of their rows', async () => {
  let state = 1
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const encoder = new TextEncoder()
  const needed: number[] = []
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let i = 0; i < CHUNKS; i++) {
      needed.push(neededBytes())
      yield encoder.encode(Array.from({ length: ROWS }, () => `{"x":${next()}}\n`).join(''))
    }
  }
  let parts = 0
  const memory = createMemoryStore()
  const store: Store = {
    ...memory,
    put: async (key, body, options) => {
      if (!key.endsWith('.parquet')) return memory.put(key, body, options)
      parts++
      const sizeBytes = await readThrough(body as AsyncIterable<Uint8Array>)
      return { key, sizeBytes, etag: '' }
    },
  }
  const source = { name: 'a.ndjson', recordId: 'a', bytes: async () => Promise.reject(new Error('It is a stream')), stream: chunks }
  const ledger = await relationalizeToStore([source], store, { rowGroupRows: ROWS, partSizeBytes: 1 })
  expect(ledger.items).toMatchObject([{ outcome: 'written', documents: CHUNKS * ROWS }])
  expect(needed.length).toBe(CHUNKS)
  expect(parts).toBeGreaterThan(CHUNKS * 0.9)
  const [early, late] = [needed[CHUNKS / 4]!, needed[CHUNKS - 1]!]
  // Each part has some 80 KB of rows.
  expect(late - early).toBeLessThan((CHUNKS / 2) * 80_000 * 0.5)
})
