import { createMemoryStore } from '@bridge-downstream/core'
import { storeContractCases } from '@bridge-downstream/core/testing'
import { describe, expect, test } from 'vitest'

describe('the store contract, in memory', () => {
  test.each(storeContractCases())('$name', (contractCase) => contractCase.run(createMemoryStore()))
})

test('case names are unique, so that a failure names one case', () => {
  const names = storeContractCases().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('a memory store is told by its name', () => {
  expect(createMemoryStore().url).toBe('memory:')
  expect(createMemoryStore({ name: 'raw' }).url).toBe('memory:raw')
})

test('the ETag is the first half of the SHA-256 of the content', async () => {
  const info = await createMemoryStore().put('key', new TextEncoder().encode('abc'))
  // FIPS 180-2, appendix B.1
  expect(info).toEqual({ key: 'key', sizeBytes: 3, etag: 'ba7816bf8f01cfea414140de5dae2223' })
})
