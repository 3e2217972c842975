import { openPart, relationalize, StoreError } from '@bridge-downstream/core'
import { expect, test } from 'vitest'

async function somePart(): Promise<Uint8Array> {
  const source = { name: 'a.json', recordId: 'a', bytes: async () => new TextEncoder().encode('{"x":[1,2,3]}') }
  for await (const { bytes } of relationalize([source])) return bytes
  throw new Error('There is no part')
}

test.each([
  ['a StoreError', new StoreError('Busy', { code: 'unavailable', retryable: true })],
  ['an error of somebody’s own store', new TypeError('fetch failed')],
])('%s of reading a range is thrown as it is, whichever read it is', async (_, fault) => {
  const bytes = await somePart()
  for (const failing of [1, 2]) {
    let reads = 0
    const slice = async (start: number, end?: number): Promise<ArrayBuffer> => {
      if (++reads === failing) throw fault
      return bytes.slice(start, end).buffer
    }
    // Fewer bytes than the footer has, so that it takes two reads.
    await expect(openPart({ byteLength: bytes.length, slice }, { footerBytes: 64 })).rejects.toBe(fault)
    expect(reads).toBe(failing)
  }
})

test('bytes that are no Parquet are an ArchiveError', async () => {
  const bytes = await somePart()
  for (const damaged of [new Uint8Array(), new Uint8Array(100), bytes.subarray(0, bytes.length - 1)]) {
    await expect(openPart(damaged)).rejects.toMatchObject({ name: 'ArchiveError', code: 'bad-parquet' })
  }
})
