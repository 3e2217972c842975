import { createMemoryStore, rebuild, type Store } from '@bridge-downstream/core'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { injection, putObject, registerAll } from './json-datasets.js'

const OBJECTS = 100
const TEXT_CHARACTERS = 200_000

/** Bytes of the heap that something still needs. */
function neededBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

test('reading a partition keeps ids and times, and no documents for their sake', async () => {
  const store = createMemoryStore()
  for (let i = 0; i < OBJECTS; i++) {
    const day = String(i).padStart(4, '0')
    const document = { text: 'x'.repeat(TEXT_CHARACTERS), time: `2022-02-01T00:00:00.${day}Z` }
    await putObject(store, { dataset: 'motion_v1', recordId: `record-with-a-long-id-${day}`, documents: [document] })
  }
  await registerAll(store)
  const before = neededBytes()
  let gets = 0
  let growth = Number.NaN
  const watched: Store = {
    ...store,
    get: async (key, options) => {
      if (key.startsWith('raw_json/') && ++gets === OBJECTS) growth = neededBytes() - before
      return store.get(key, options)
    },
  }
  const { partitions, documents } = await rebuild(watched, {
    injection,
    datasets: { motion_v1: { deduplicate: { key: ['recordid'], latestBy: 'time' } } },
  })
  expect([partitions.rebuilt, documents.written]).toEqual([1, OBJECTS])
  expect(growth).toBeLessThan((OBJECTS * TEXT_CHARACTERS) / 4)
})
