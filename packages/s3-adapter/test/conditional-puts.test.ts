import { join } from 'node:path'
import { createMemoryStore, StoreError, type PutOptions, type Store } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { openFrontStore } from './front-store.js'
import { makeTemporaryFolder } from './temporary-folder.js'

/** The full run: BRIDGE_DOWNSTREAM_LONG. */
const ROUNDS = process.env['BRIDGE_DOWNSTREAM_LONG'] === undefined ? 20 : 100
const RACERS = 50

const stores: readonly (readonly [name: string, open: () => Promise<Store>])[] = [
  ['memory', async () => createMemoryStore()],
  ['a local folder', async () => createLocalStore(join(await makeTemporaryFolder(), 'root'))],
  ['S3', async () => (await openFrontStore()).store],
]

/** Half of the rounds race for an absent key, half from the ETag of the object that is there. */
test.each(stores)(`on %s, of ${RACERS} racers exactly one wins, ${ROUNDS} times of ${ROUNDS}`, async (_, open) => {
  const store = await open()
  const winners: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const key = `race-${round}`
    const start = round % 2 === 0 ? undefined : await store.put(key, Buffer.from('start'))
    winners.push(await race(store, key, start === undefined ? 'absent' : { etag: start.etag }))
  }
  expect(winners).toEqual(Array<number>(ROUNDS).fill(1))
})

/** @returns how many won. The object is the winner's, and whoever lost was told that the condition did not hold. */
async function race(store: Store, key: string, condition: PutOptions['condition']): Promise<number> {
  const puts = Array.from({ length: RACERS }, (_, racer) => store.put(key, Buffer.from(`racer ${racer}`), { condition }))
  const results = await Promise.allSettled(puts)
  const losers = results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
  expect(losers).toEqual(Array<string>(losers.length).fill('precondition-failed'))
  const winners = results.flatMap((result, racer) => (result.status === 'fulfilled' ? [racer] : []))
  expect(winners.map((racer) => `racer ${racer}`)).toContain(Buffer.from(await (await store.get(key)).bytes()).toString())
  return winners.length
}

function codeOf(error: unknown): string {
  return error instanceof StoreError ? error.code : String(error)
}
