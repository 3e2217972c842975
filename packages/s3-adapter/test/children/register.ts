// Registers a schema of its own for each of many datasets, in step with the other worker. Arguments: root, rounds, own name, the other's.
// Prints how many races it lost.
import { setTimeout as sleep } from 'node:timers/promises'
import { inferSchema, openRegistry, StoreError, type Store } from '@bridge-downstream/core'
import { createLocalStore } from '../../src/local-store.js'

const [root = '', rounds = '', own = '', other = ''] = process.argv.slice(2)
const store = createLocalStore(root)
let lost = 0
const put: Store['put'] = async (...args) => {
  try {
    return await store.put(...args)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition-failed') lost++
    throw error
  }
}
const registry = openRegistry({ ...store, put }, { firstWaitMs: 1 })

process.stdout.write(' ')
for (let round = 0; round < Number(rounds); round++) {
  await store.put(`ready/${round}/${own}`, new Uint8Array())
  while ((await store.head(`ready/${round}/${other}`)) === undefined) await sleep(1)
  const schema = inferSchema([{ shared: 1, [own]: own }])
  await registry.register({ entryName: `round${round}.json`, dataset: round % 2 === 0 ? `Round${round}_v1` : undefined, schema })
}
process.stdout.write(String(lost))
