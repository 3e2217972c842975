// Races for absent keys and counts in one object by its ETag. Arguments: root, rounds. Prints how many keys it won.
import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalStore } from '../../src/local-store.js'

const [root = '', rounds = ''] = process.argv.slice(2)
const store = createLocalStore(root)

async function succeeds(put: Promise<unknown>): Promise<boolean> {
  try {
    await put
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'precondition-failed') return false
    throw error
  }
}

async function addOne(): Promise<void> {
  for (;;) {
    const counter = await store.get('counter')
    const count = Number(Buffer.from(await counter.bytes()).toString())
    if (await succeeds(store.put('counter', Buffer.from(String(count + 1)), { condition: { etag: counter.etag } }))) return
  }
}

process.stdout.write(' ')
while ((await store.head('go')) === undefined) await sleep(1)
let won = 0
for (let round = 0; round < Number(rounds); round++) {
  if (await succeeds(store.put(`round/${round}`, Buffer.from(String(process.pid)), { condition: 'absent' }))) won++
  await addOne()
}
process.stdout.write(String(won))
