import { createMemoryStore, type GetOptions, type Store, type StoredObject } from '@bridge-downstream/core'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { heldRecords } from '../../src/synapse/held-records.js'

/** A part as another program may have written it. */
function part(ids: readonly (string | null)[], column = 'recordid'): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'note', data: ids.map((_, i) => `${i} `.repeat(100)), type: 'STRING' },
        { name: column, data: [...ids], type: 'STRING', nullable: true },
      ],
      codec: 'UNCOMPRESSED',
    }),
  )
}

async function storeOf(parts: Readonly<Record<string, Uint8Array>>): Promise<Store> {
  const store = createMemoryStore()
  for (const [key, bytes] of Object.entries(parts)) await store.put(key, bytes)
  return store
}

describe('heldRecords', () => {
  test('are those of all parts, at whatever depth', async () => {
    const store = await storeOf({
      'assessmentid=a/part-00000.parquet': part(['r1', 'r2', 'r1']),
      'assessmentid=b/year=2022/x.snappy.parquet': part(['r3', null]),
      'assessmentid=b/year=2022/empty.parquet': part([]),
      _SUCCESS: new Uint8Array(),
    })
    expect(await heldRecords(store)).toEqual(new Set(['r1', 'r2', 'r3']))
  })

  test('are read by ranges: of a large part, the footer and one column', async () => {
    const bytes = part(Array.from({ length: 20_000 }, (_, i) => `r${i % 7}`))
    const memory = await storeOf({ 'part.parquet': bytes })
    let read = 0
    const store: Store = {
      ...memory,
      url: memory.url,
      list: (prefix, options) => memory.list(prefix, options),
      async get(key: string, options?: GetOptions): Promise<StoredObject> {
        const { start, end } = options!.range!
        read += end! - start + 1
        return memory.get(key, options)
      },
    }
    expect((await heldRecords(store)).size).toBe(7)
    expect(bytes.length).toBeGreaterThan(5_000_000)
    expect(read).toBeLessThan(1_000_000)
  })

  test('a part without the column, a folder without parts and a file that is no Parquet are errors', async () => {
    const store = await storeOf({ 'part.parquet': part(['r1'], 'recordId') })
    await expect(heldRecords(store)).rejects.toMatchObject({ code: 'no-record-column', place: { key: 'part.parquet', column: 'recordid' } })
    expect(await heldRecords(store, { column: 'recordId' })).toEqual(new Set(['r1']))
    await expect(heldRecords(createMemoryStore())).rejects.toMatchObject({ code: 'no-dataset' })
    await expect(heldRecords(await storeOf({ 'x.parquet': new Uint8Array(100) }))).rejects.toMatchObject({ code: 'bad-parquet' })
  })

  test('a part that is replaced while it is read is an error, not a mixture', async () => {
    const memory = await storeOf({ 'part.parquet': part(['r1']) })
    const store: Store = {
      url: memory.url,
      head: (key, options) => memory.head(key, options),
      put: (key, body, options) => memory.put(key, body, options),
      delete: (key, options) => memory.delete(key, options),
      list: (prefix, options) => memory.list(prefix, options),
      async get(key, options) {
        await memory.put(key, part(['r2', 'r3', 'r4']))
        return memory.get(key, options)
      },
    }
    await expect(heldRecords(store)).rejects.toMatchObject({ name: 'StoreError', retryable: true })
  })
})
