import { storeContractCases } from '@bridge-downstream/core/testing'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { makeTemporaryFolder } from './temporary-folder.js'

describe('the store contract, on a local folder', () => {
  test.each(storeContractCases())('$name', async (contractCase) => {
    const root = join(await makeTemporaryFolder(), 'root')
    await contractCase.run(createLocalStore(root))
    expect(await leftovers(root)).toEqual([])
  })
})

/** No case leaves a lock or a half-written file behind. */
async function leftovers(root: string): Promise<string[]> {
  const folders = ['tmp', 'locks'].map((name) => readdir(join(root, '.bridge-downstream', name)).catch(() => []))
  return (await Promise.all(folders)).flat()
}
