import {
  archiveUnpacker,
  createMemoryStore,
  forget,
  rebuild,
  refreshPartition,
  unpack,
  unpackStatus,
  type RecordSource,
  type Store,
  type UnpackLedger,
  type UnpackSource,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { archiveOf, EXAMINE } from '../support/study.js'
import { watchStore } from '../support/watched-store.js'

const { injection } = EXAMINE.preset
const NAMES = Array.from({ length: 6 }, (_, i) => `e${i}`)
const ENTRIES = Object.fromEntries(NAMES.map((name) => [`${name}.json`, { v: name }]))
const OTHER_DAY = { uploadedon: '2024-05-06T00:00:00Z' }

const half = (metadata: Readonly<Record<string, string>> = {}, version = '1', name = 'half.zip'): UnpackSource =>
  archiveOf(name, ENTRIES, { recordid: 'r1', healthcode: 'hc-1', ...metadata }, version)
const whole = (): UnpackSource => archiveOf('whole.zip', { 'e1.json': { v: 'kept' } })
const run = (store: Store, ...sources: UnpackSource[]): Promise<UnpackLedger> => unpack(sources, store, { examine: EXAMINE })

async function keys(store: Store, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

async function contents(store: Store): Promise<Record<string, string>> {
  return watchStore(store).contents()
}

/** Dies when more than so many objects are to be put below a prefix, and does nothing more. */
async function dieAfter(puts: number, prefix: string, store: Store, work: (dying: Store) => Promise<unknown>): Promise<void> {
  let count = 0
  const isDead = (key: string): boolean => (count += key.startsWith(prefix) ? 1 : 0) > puts
  const dying: Store = {
    ...store,
    put: (key, ...rest) => (isDead(key) ? Promise.reject(new Error('died')) : store.put(key, ...rest)),
    delete: (key, ...rest) => (count > puts ? Promise.reject(new Error('died')) : store.delete(key, ...rest)),
  }
  await expect(work(dying)).rejects.toThrow('died')
}

async function study(): Promise<Store> {
  const store = createMemoryStore()
  await run(store, whole())
  await dieAfter(3, 'raw_json/', store, (dying) => run(dying, half()))
  return store
}

async function undisturbed(...sources: UnpackSource[]): Promise<Record<string, string>> {
  const store = createMemoryStore()
  await run(store, ...sources)
  return contents(store)
}

describe('a record that is half written', () => {
  test('is passed over by a rebuild, and said to be', async () => {
    const store = await study()
    const ledger = await rebuild(store, { injection })
    expect(ledger.results.map(({ dataset, in: { documents } }) => [dataset, documents])).toEqual([['e1_v1', 1]])
    expect(ledger.passedOver).toHaveLength(3)
    const partition = 'assessmentid=walk/year=2024/month=1/day=2/'
    expect(await refreshPartition(store, { dataset: 'e0_v1', partition }, { injection })).toBeUndefined()
    await run(store, half(), whole())
    const after = await rebuild(store, { injection })
    expect([after.partitions.total, after.partitions.rebuilt, after.passedOver]).toEqual([6, 6, []])
  })

  test.each([
    ['as it was', [half(), whole()]],
    ['with other user metadata', [half(OTHER_DAY, '2'), whole()]],
    ['with another id', [half({ recordid: 'r2' }, '2'), whole()]],
    ['under another name', [half(OTHER_DAY, '1', 'renamed.zip'), whole()]],
    ['as a bad one', [archiveOf('half.zip', { 'm.json': '[' }, { recordid: 'r1' }, '2'), whole()]],
  ])('is gone or whole when its archive comes %s', async (_, sources) => {
    const store = await study()
    await run(store, ...sources)
    const data = async (all: Record<string, string>): Promise<unknown> =>
      Object.entries(all)
        .filter(([key]) => /^(raw_json|receipts|quarantine|begun)\//.test(key))
        .map(([key, text]) => [key, key.startsWith('receipts/') ? '' : text])
    expect(await data(await contents(store))).toEqual(await data(await undisturbed(...sources)))
  })

  test('is one that has changed, too: none of its versions is in Parquet until it is whole', async () => {
    const store = createMemoryStore()
    await run(store, half())
    await dieAfter(3, 'raw_json/', store, (dying) => run(dying, half({ healthcode: 'hc-2' }, '2')))
    expect((await rebuild(store, { injection })).passedOver).toHaveLength(6)
    await run(store, half({ healthcode: 'hc-2' }, '2'))
    expect((await rebuild(store, { injection })).partitions.rebuilt).toBe(6)
  })

  test('is one that leaves the datasets, too', async () => {
    const store = createMemoryStore()
    const bad = archiveOf('half.zip', { 'm.json': '[' }, { recordid: 'r1' }, '2')
    await run(store, half())
    let deletes = 0
    // The first is that of its receipt, which is reopened.
    const dying: Store = { ...store, delete: (key) => (++deletes > 4 ? Promise.reject(new Error('died')) : store.delete(key)) }
    await expect(run(dying, bad)).rejects.toThrow('died')
    expect(await keys(store, 'raw_json/')).toHaveLength(3)
    expect((await rebuild(store, { injection })).passedOver).toHaveLength(3)
    await run(store, bad)
    expect([await keys(store, 'raw_json/'), await keys(store, 'begun/')]).toEqual([[], []])
  })

  test.each(['before', 'after'] as const)('is whole or not there, %s whatever call of the next version the run died', async (when) => {
    const next = archiveOf('half.zip', { 'e0.json': { v: 'new' }, 'e9.json': { v: 'new' } }, { recordid: 'r1', ...OTHER_DAY }, '2')
    const expected = createMemoryStore()
    await run(expected, half())
    await run(expected, next)
    const seen = new Set<number>()
    for (let call = 1; ; call++) {
      const store = watchStore()
      await run(store, half())
      store.failFrom(call, when)
      const died = await run(store, next).then(
        () => false,
        () => true,
      )
      store.failFrom(undefined)
      seen.add((await rebuild(store, { injection })).documents.in)
      await run(store, next)
      expect(await store.contents(['parquet/', 'plans/']), `after a crash ${when} call ${call}`).toEqual(await contents(expected))
      if (!died) break
    }
    expect(seen).toEqual(new Set([0, 2, 6]))
  })

  test('is whole as soon as its receipt is there', async () => {
    const store = createMemoryStore()
    const dying: Store = {
      ...store,
      delete: () => Promise.reject(new Error('died')),
    }
    await expect(run(dying, half())).rejects.toThrow('died')
    expect(await keys(store, 'begun/')).toHaveLength(1)
    expect((await rebuild(store, { injection })).partitions.rebuilt).toBe(6)
    expect((await run(store, half())).archives.taken).toBe(1)
    expect(await contents({ ...store })).toMatchObject(await undisturbed(half()))
    expect(await keys(store, 'begun/')).toEqual([])
  })

  test('is forgotten before the first object of it is there', async () => {
    for (const request of [{ records: ['r1'] }, { participants: { key: 'healthcode', values: ['hc-1'] } }]) {
      const store = createMemoryStore()
      await dieAfter(0, 'raw_json/', store, (dying) => run(dying, half()))
      expect(await forget(store, request)).toMatchObject({ archives: 1, objects: 0 })
      expect(JSON.stringify(await contents(store))).not.toMatch(/half\.zip|hc-1|"r1"/)
      expect((await run(store, half())).archives).toMatchObject({ forgotten: 1 })
      expect((await unpackStatus([half()], store)).done).toBe(1)
    }
  })
})

test('one archive after the other: what died is completed, or goes', async () => {
  const withMetadata = async (source: UnpackSource): Promise<RecordSource> => ({
    ...source,
    metadata: (await source.open()).metadata ?? {},
  })
  const bad = archiveOf('half.zip', { 'm.json': '[' }, { recordid: 'r1' }, '2')
  for (const [next, left] of [
    [half(), 6],
    [half(OTHER_DAY, '2'), 6],
    [bad, 0],
  ] as const) {
    const store = createMemoryStore()
    await dieAfter(3, 'raw_json/', store, async (dying) => archiveUnpacker(dying, { examine: EXAMINE })(await withMetadata(half())))
    for await (const { key } of store.list('locks/')) await store.delete(key)
    await archiveUnpacker(store, { examine: EXAMINE })(await withMetadata(next))
    expect(await keys(store, 'raw_json/')).toHaveLength(left)
    expect(await keys(store, 'begun/')).toEqual([])
  }
})

test('two more calls for a record are all that it costs', async () => {
  const store = watchStore()
  await run(store, whole())
  expect(store.changes.filter((change) => /begun/.test(change))).toHaveLength(2)
  expect(store.changes.filter((change) => !/registry/.test(change))).toHaveLength(4)
})
