import { openPart, relationalize, StoreError } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { readPartTotals } from '../../src/parquet/read-part-totals.js'

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

test('a part whose pages are damaged is an ArchiveError that names it, whatever byte it is', async () => {
  const source = {
    name: 'a.json',
    recordId: 'a',
    bytes: async () => new TextEncoder().encode('[{"x":"SECRET 1"},{"x":"SECRET 2"},{"x":"SECRET 1"}]'),
  }
  for await (const { bytes, table } of relationalize([source])) {
    let failures = 0
    for (let at = 4; at < bytes.length - 8; at++) {
      const damaged = bytes.slice()
      damaged[at]! ^= 0x5a
      try {
        for await (const batch of (await openPart(damaged, { name: 'tables/part-00000.parquet' })).rowGroups(table)) batch.cells(0)
      } catch (error) {
        failures++
        expect(error).toMatchObject({ name: 'ArchiveError', code: 'bad-parquet', place: { archive: 'tables/part-00000.parquet' } })
        expect((error as Error).message).not.toContain('SECRET')
      }
    }
    expect(failures).toBeGreaterThan(20)
  }
})

test('a store that fails is no damaged part, also where only totals are read', async () => {
  const bytes = await somePart()
  const fault = new StoreError('Busy', { code: 'unavailable', retryable: true })
  await expect(readPartTotals({ byteLength: bytes.length, slice: () => Promise.reject(fault) }, 64)).rejects.toBe(fault)
})

test('bytes that are no Parquet are an ArchiveError', async () => {
  const bytes = await somePart()
  for (const damaged of [new Uint8Array(), new Uint8Array(100), bytes.subarray(0, bytes.length - 1)]) {
    await expect(openPart(damaged)).rejects.toMatchObject({ name: 'ArchiveError', code: 'bad-parquet' })
  }
})
