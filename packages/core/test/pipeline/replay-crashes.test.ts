import { createMemoryStore, forget, openRegistry, replay, unpack, type Store, type UnpackSource } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { copyStore } from '../support/counting-store.js'
import { archiveOf, EXAMINE, smallStudy } from '../support/study.js'
import { ProcessDied, watchStore, type WatchedStore } from '../support/watched-store.js'

// Nothing but order differs from a run over the archives, so that every crash leads to a state that can be compared.
const REPLAY = { examine: EXAMINE, concurrency: 1 }

/** Archives that were all quarantined by a contract that now lets them in; a bad one, and two of one record in the same bytes, among them. */
const archives = (): UnpackSource[] => [
  ...smallStudy(6),
  ...['x', 'y'].map((name) => archiveOf(`${name}.zip`, { 'motion.json': [{ t: 9 }] }, { recordid: 'twice' })),
]

async function quarantinedStudy(): Promise<Store> {
  const store = createMemoryStore()
  const registry = openRegistry(store)
  await unpack([archiveOf('0.zip', { 'motion.json': [{ other: true }], 'task.json': { other: true } })], store, { examine: EXAMINE })
  for (const dataset of ['motion_v1', 'task_v1']) await registry.setContract(dataset, 'freeze')
  const ledger = await unpack(archives(), store, { examine: EXAMINE })
  expect(ledger.archives).toMatchObject({ total: 8, quarantined: 8 })
  for (const dataset of ['motion_v1', 'task_v1']) await registry.setContract(dataset, 'evolve')
  return store
}

async function dies(running: Promise<unknown>): Promise<boolean> {
  try {
    await running
    return false
  } catch (error) {
    if (error instanceof ProcessDied) return true
    throw error
  }
}

/** Do something with the store that each crash of a replay leaves. */
async function afterEveryCrash(when: 'before' | 'after', then: (store: WatchedStore, call: number) => Promise<void>): Promise<number> {
  const prepared = await quarantinedStudy()
  for (let call = 1; ; call++) {
    const store = watchStore(await copyStore(prepared, createMemoryStore()))
    store.failFrom(call, when)
    if (!(await dies(replay(store, REPLAY)))) return call - 1
    store.failFrom(undefined)
    await then(store, call)
  }
}

async function undisturbed(): Promise<Record<string, string>> {
  const store = watchStore(await quarantinedStudy())
  const ledger = await replay(store, REPLAY)
  expect(ledger.archives).toMatchObject({ total: 8, taken: 6, duplicate: 1, quarantined: 1 })
  return store.contents()
}

describe.each(['before', 'after'] as const)('a replay that dies %s any call of the store', (when) => {
  test('is made good by the next replay', async () => {
    const expected = await undisturbed()
    const crashes = await afterEveryCrash(when, async (store, call) => {
      const ledger = await replay(store, REPLAY)
      expect(ledger.archives.failed, `call ${call}`).toBe(0)
      expect(await store.contents(), `call ${call}`).toEqual(expected)
    })
    expect(crashes).toBeGreaterThan(80)
  })

  test('leaves nothing in between that the next run does not make good', async () => {
    const expected = await undisturbed()
    await afterEveryCrash(when, async (store, call) => {
      await unpack(archives(), store, { examine: EXAMINE, concurrency: 1 })
      await replay(store, REPLAY)
      expect(await store.contents(), `call ${call}`).toEqual(expected)
    })
  })

  test('has no record in the datasets that its receipt does not name, once a run has followed', async () => {
    await afterEveryCrash(when, async (store, call) => {
      await unpack(archives(), store, { examine: EXAMINE, concurrency: 1 })
      const named = new Set<string>()
      for await (const { key } of store.list('receipts/')) {
        const { objects, quarantine } = JSON.parse(new TextDecoder().decode(await (await store.get(key)).bytes())) as Record<
          string,
          string[]
        >
        for (const object of [...objects!, ...quarantine!]) named.add(object)
      }
      for (const prefix of ['raw_json/', 'quarantine/']) {
        const found = (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
        expect(found, `call ${call}`).toEqual([...named].filter((key) => key.startsWith(prefix)).sort())
      }
    })
  })

  test('leaves nothing of a record that is forgotten then', async () => {
    await afterEveryCrash(when, async (store, call) => {
      await forget(store, { records: ['003'] })
      const left = Object.entries(await store.contents(['registry/'])).filter(([key, text]) => /\b003\b/.test(`${key} ${text}`))
      expect(left, `call ${call}`).toEqual([])
    })
  })
})

test('an archive of which two receipts count is left to the next run, and the others go on', async () => {
  const store = watchStore(await quarantinedStudy())
  const { key } = (await Array.fromAsync(store.list('receipts/'))).find((object) => object.key.endsWith('-quarantined.json'))!
  const receipt = await (await store.get(key)).bytes()
  const other = key.replace(/[0-9a-f]{24}-quarantined/, `${'1'.repeat(24)}-taken`)
  await store.put(other, receipt)
  const ledger = await replay(store, REPLAY)
  expect(ledger.archives).toMatchObject({ total: 8, failed: 1 })
  const again = await unpack(archives(), store, { examine: EXAMINE })
  expect(again.archives).toMatchObject({ total: 8, done: 7 })
})

test('two replays at the same time end as one', async () => {
  const store = watchStore(await quarantinedStudy())
  await Promise.all([replay(store, REPLAY), replay(store, { ...REPLAY, concurrency: 3 })])
  await replay(store, REPLAY)
  await unpack(archives(), store, { examine: EXAMINE })
  expect(Object.keys(await store.contents())).toEqual(Object.keys(await undisturbed()))
})

describe('an original that is gone from quarantine', () => {
  test.each([/\.zip$/, /\.reason\.json$/])('%s: the others go on, and a run takes the record from its upload', async (gone) => {
    const store = watchStore(await quarantinedStudy())
    const key = (await Array.fromAsync(store.list('quarantine/'))).find(
      (object) => /-000\.zip/.test(object.key) && gone.test(object.key),
    )!.key
    await store.delete(key)
    const ledger = await replay(store, REPLAY)
    expect(ledger.archives).toMatchObject({ total: 8, failed: 1, taken: 5, duplicate: 1, quarantined: 1 })
    expect(ledger.failed).toMatchObject([{ archive: '000.zip' }])
    const again = await unpack(archives(), store, { examine: EXAMINE })
    expect(again.archives).toMatchObject({ total: 8, done: 7, taken: 1 })
    const expected = await undisturbed()
    expect(Object.keys(await store.contents())).toEqual(Object.keys(expected))
  })
})
