import { join } from 'node:path'
import { createMemoryStore, openStoredZip, type Store } from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { openFrontStore } from './front-store.js'
import { makeBytes } from './sample-bytes.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const stores: readonly (readonly [name: string, open: () => Promise<Store>])[] = [
  ['memory', async () => createMemoryStore()],
  ['a local folder', async () => createLocalStore(join(await makeTemporaryFolder(), 'root'))],
  ['S3', async () => (await openFrontStore()).store],
]

const files = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`folder/${index}.bin`, makeBytes(1_000_000, index + 1)]))
const archive = zipSync(files, { level: 0 })

/** The store, counting the bytes that are got from it. */
function counting(store: Store, got: { bytes: number; times: number }): Store {
  return {
    ...store,
    async get(key, options) {
      const object = await store.get(key, options)
      const { start, end = object.sizeBytes - 1 } = options?.range ?? { start: 0 }
      got.times++
      got.bytes += end - start + 1
      return object
    },
  }
}

test.each(stores)('on %s, an archive is listed, and one entry of it read, without fetching the rest', async (_, open) => {
  const plain = await open()
  await plain.put('uploads/a.zip', archive)
  const got = { bytes: 0, times: 0 }
  const { entries } = await openStoredZip(counting(plain, got), 'uploads/a.zip')
  expect(entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual(Object.keys(files).map((path) => [path, 1_000_000]))
  expect(Buffer.compare(await entries[3]!.read(), files['folder/3.bin']!)).toBe(0)
  expect(got.times).toBe(2)
  expect(got.bytes).toBeLessThan(1_400_000)
})

test.each(stores)('on %s, entries of two archives are never mixed', async (_, open) => {
  const store = await open()
  await store.put('a.zip', archive)
  const { entries } = await openStoredZip(store, 'a.zip')
  await store.put('a.zip', archive.with(100, 1))
  await expect(entries[0]!.read()).rejects.toMatchObject({ name: 'StoreError', code: 'input-changed', retryable: true })
  await expect(openStoredZip(store, 'missing.zip')).rejects.toMatchObject({ name: 'StoreError', code: 'not-found' })
  await store.put('no.zip', new Uint8Array(1000))
  await expect(openStoredZip(store, 'no.zip')).rejects.toMatchObject({ name: 'ArchiveError', code: 'truncated-archive' })
})
