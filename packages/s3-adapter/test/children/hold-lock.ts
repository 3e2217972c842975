// Holds the lock of a folder's store until it is killed: node hold-lock.mjs <folder>
import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalStore } from '../../src/local-store.js'
import { withStoreLock } from '../../src/store-lock.js'

await withStoreLock(createLocalStore(process.argv[2]!), 'lock', async () => {
  process.stdout.write('held')
  await sleep(600_000)
})
