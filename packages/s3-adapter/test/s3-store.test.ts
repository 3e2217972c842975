import { storeContractCases } from '@bridge-downstream/core/testing'
import { describe, expect, test } from 'vitest'
import { contractServer, openContractStore } from './contract-store.js'

describe(`the store contract, on S3 (${contractServer})`, () => {
  test.each(storeContractCases())('$name', async (contractCase) => {
    const opened = await openContractStore()
    await contractCase.run(opened.store)
    expect(await opened.listOpenUploads()).toEqual([])
  })
})
