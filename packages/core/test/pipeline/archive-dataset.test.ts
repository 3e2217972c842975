import {
  archiveDataset,
  createMemoryStore,
  forget,
  listWork,
  openDatasets,
  rebuild,
  unpack,
  type RebuildLedger,
  type RebuildOptions,
  type Store,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { copyStore } from '../support/counting-store.js'
import { archiveOf, EXAMINE, smallStudy, type Entries } from '../support/study.js'
import { ProcessDied, watchStore, type WatchedStore } from '../support/watched-store.js'

const { injection } = EXAMINE.preset
const FOLDER = 'parquet/archive/motion_v1_1/'

const rebuilt = (store: Store, options: Partial<RebuildOptions> = {}): Promise<RebuildLedger> => rebuild(store, { injection, ...options })

/** Archives of a few people on two days, and of another dataset, unpacked and rebuilt. */
async function study(): Promise<WatchedStore> {
  const store = watchStore()
  await unpack(
    [
      person('alice', 1, { 'motion.json': [{ mood: 'ALICE-SAD', marks: [1, 2] }] }),
      person('bob', 1, { 'motion.json': [{ mood: 'BOB-GLAD', marks: [] }] }),
      person('carol', 2, { 'motion.json': [{ mood: 'CAROL-CALM' }], 'motion_more.json': { x: 1 } }),
    ],
    store,
    { examine: EXAMINE },
  )
  await rebuilt(store)
  return store
}

function person(name: string, day: number, entries: Entries): ReturnType<typeof archiveOf> {
  return archiveOf(`${name}.zip`, entries, { healthcode: name.toUpperCase(), uploadedon: `2024-01-0${day}T10:00:00Z` })
}

/** A structure that evolves: another column. */
async function addDora(store: Store): Promise<void> {
  await unpack([person('dora', 2, { 'motion.json': [{ mood: 'DORA-KEEN', speed: 0.5 }] })], store, { examine: EXAMINE })
}

const partsOf = async (store: WatchedStore, table: RegExp): Promise<[string, string][]> =>
  Object.entries(await store.contents()).filter(([key]) => table.test(key))

/** What lies in an archive, by the keys that it was copied from. */
async function archived(store: WatchedStore, folder = FOLDER): Promise<Record<string, string>> {
  const files = Object.entries(await store.contents()).filter(([key]) => key.startsWith(folder) && !key.endsWith('_manifest.json'))
  return Object.fromEntries(files.map(([key, content]) => [key.replace(folder, 'parquet/'), content]))
}

const everything = async (store: WatchedStore): Promise<string> => JSON.stringify(Object.entries(await store.contents()))

test('all tables of a dataset are copied, and nothing else, byte by byte', async () => {
  const store = await study()
  const before = await store.contents()
  const live = Object.fromEntries(await partsOf(store, /^parquet\/dataset_motion_v1(_marks|_residue)?\//))
  const parts = Object.keys(live).length
  expect(parts).toBeGreaterThan(3)
  const result = await archiveDataset(store, 'motion_v1')
  expect(result).toEqual({ dataset: 'motion_v1', folder: FOLDER, outcome: 'archived', parts, sizeBytes: result.sizeBytes, leftOut: [] })
  expect(await archived(store)).toEqual(live)
  const after = Object.entries(await store.contents()).filter(([key]) => !key.startsWith('parquet/archive/'))
  expect(Object.fromEntries(after)).toEqual(before)
})

test('an archive is no live table: nothing is to be done, and documents are there once', async () => {
  const store = await study()
  const [works, documents] = [await listWork(store, { injection }), await documentsOf(store)]
  await archiveDataset(store, 'motion_v1')
  expect(await listWork(store, { injection })).toEqual(works)
  expect(await documentsOf(store)).toEqual(documents)
  store.changes.length = 0
  await rebuilt(store)
  expect(store.changes).toEqual([])
})

async function documentsOf(store: Store): Promise<unknown[]> {
  const documents: unknown[] = []
  for (const dataset of await openDatasets(store)) for await (const document of dataset.documents()) documents.push(document)
  return documents
}

test('an archive in a store of its own is a dataset with all its documents', async () => {
  const store = await study()
  const documents = (await openDatasets(store)).find(({ plan }) => plan.dataset === 'motion_v1')!
  await archiveDataset(store, 'motion_v1')
  const alone = createMemoryStore()
  for await (const { key } of store.list(FOLDER)) await alone.put(key.slice(FOLDER.length), await (await store.get(key)).bytes())
  const [opened] = await openDatasets(alone)
  expect(opened!.plan).toEqual(documents.plan)
  expect(await Array.fromAsync(opened!.documents())).toEqual(await Array.fromAsync(documents.documents()))
})

test('each archive has the next number, also after one that somebody else has made', async () => {
  const store = await study()
  await store.put('parquet/archive/motion_v1_3/dataset_motion_v1/part-0.snappy.parquet', new Uint8Array(3))
  await store.put('parquet/archive/motion_v10_7/x', new Uint8Array(3))
  expect((await archiveDataset(store, 'motion_v1')).folder).toBe('parquet/archive/motion_v1_4/')
  expect((await archiveDataset(store, 'motion_v1')).folder).toBe('parquet/archive/motion_v1_5/')
  expect((await archiveDataset(store, 'motion_more_v1')).folder).toBe('parquet/archive/motion_more_v1_1/')
})

test('a dry run says what would be archived, and writes nothing; a dataset without Parquet is an error', async () => {
  const store = await study()
  store.changes.length = 0
  const planned = await archiveDataset(store, 'motion_v1', { dryRun: true })
  await expect(archiveDataset(store, 'motion_v2')).rejects.toMatchObject({ name: 'OptionError', code: 'no-parquet' })
  expect(store.changes).toEqual([])
  expect({ ...planned, outcome: 'archived' }).toEqual(await archiveDataset(store, 'motion_v1'))
})

test('user metadata is kept', async () => {
  const store = await study()
  const [[key]] = (await partsOf(store, /^parquet\/dataset_motion_v1\//)) as [[string, string]]
  await store.put(key, await (await store.get(key)).bytes(), { metadata: { note: 'kept' }, contentType: 'a/b' })
  await archiveDataset(store, 'motion_v1')
  expect(await store.head(key.replace('parquet/', FOLDER))).toMatchObject({ metadata: { note: 'kept' }, contentType: 'a/b' })
})

describe('a run that is cut off', () => {
  test.each(['before', 'after'] as const)('%s any call is finished by the next, to the same archive', async (when) => {
    const base = await study()
    const expected = watchStore(await copyStore(base, createMemoryStore()))
    await archiveDataset(expected, 'motion_v1')
    for (let call = 1; ; call++) {
      const store = watchStore(await copyStore(base, createMemoryStore()))
      store.failFrom(call, when)
      const isDead = await dies(archiveDataset(store, 'motion_v1'))
      store.failFrom(undefined)
      if (!isDead) {
        expect(call).toBeGreaterThan(20)
        break
      }
      const { folder } = await archiveDataset(store, 'motion_v1')
      const isTold = folder !== FOLDER
      // The last answer was lost: the archive was whole, and the next one is another.
      expect(isTold && when === 'before', `call ${call}`).toBe(false)
      expect(await archived(store, folder), `call ${call}`).toEqual(await archived(expected))
      expect(await manifests(store), `call ${call}`).toEqual(isTold ? ['whole', 'whole'] : ['whole'])
    }
  })

  test('and whose Parquet has changed since is removed', async () => {
    const base = await study()
    let store = base
    for (let call = 1; Object.keys(await archived(store)).length < 2; call++) {
      store = watchStore(await copyStore(base, createMemoryStore()))
      store.failFrom(call)
      expect(await dies(archiveDataset(store, 'motion_v1'))).toBe(true)
      store.failFrom(undefined)
    }
    expect(await manifests(store)).toEqual(['begun'])
    await addDora(store)
    await rebuilt(store)
    const { folder } = await archiveDataset(store, 'motion_v1')
    expect(folder).toBe('parquet/archive/motion_v1_2/')
    expect(await manifests(store)).toEqual(['whole'])
    expect(await archived(store)).toEqual({})
    expect(await archived(store, folder)).toEqual(
      Object.fromEntries(await partsOf(store, /^parquet\/dataset_motion_v1(_marks|_residue)?\//)),
    )
  })
})

async function manifests(store: WatchedStore): Promise<string[]> {
  const found = await partsOf(store, /_manifest\.json$/)
  return found.map(([, content]) => /"state": "(\w+)"/.exec(content)![1]!)
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

test('two runs at the same time make archives of the same parts, whole', async () => {
  const store = await study()
  const live = Object.fromEntries(await partsOf(store, /^parquet\/dataset_motion_v1(_marks|_residue)?\//))
  const results = await Promise.all([1, 2, 3].map(() => archiveDataset(store, 'motion_v1')))
  for (const { folder } of results) expect(await archived(store, folder)).toEqual(live)
  expect(new Set(await manifests(store))).toEqual(new Set(['whole']))
})

test('Parquet that changes while it is copied leaves no archive', async () => {
  const inner = await study()
  let puts = 0
  const store: Store = {
    ...inner,
    async put(key, body, options) {
      const [[changed]] = (await partsOf(inner, /^parquet\/dataset_motion_v1_marks\//)) as [[string, string]]
      if (key.startsWith(FOLDER) && ++puts === 1) await inner.put(changed, new Uint8Array(1))
      return inner.put(key, body, options)
    },
  }
  await expect(archiveDataset(store, 'motion_v1')).rejects.toMatchObject({ code: 'input-changed', retryable: true })
  expect(await partsOf(inner, /^parquet\/archive/)).toEqual([])
})

describe('to rebuild with `archive`', () => {
  test('archives the old Parquet of a dataset whose plan has changed, once, and only that', async () => {
    const store = await study()
    const old = Object.fromEntries(await partsOf(store, /^parquet\/dataset_motion_v1(_marks|_residue)?\//))
    await addDora(store)
    const plain = watchStore(await copyStore(store, createMemoryStore()))
    const ledger = await rebuilt(store, { archive: true })
    expect(ledger.archived).toMatchObject([{ dataset: 'motion_v1', folder: FOLDER, outcome: 'archived', parts: Object.keys(old).length }])
    expect(await archived(store)).toEqual(old)
    expect((await rebuilt(plain)).archived).toBeUndefined()
    expect(await store.contents([FOLDER])).toEqual(await plain.contents())
    expect((await rebuilt(store, { archive: true })).archived).toEqual([])
  })

  test('archives nothing where only documents came in', async () => {
    const store = await study()
    await unpack([person('eve', 1, { 'motion.json': [{ mood: 'EVE', marks: [3] }] })], store, { examine: EXAMINE })
    const ledger = await rebuilt(store, { archive: true })
    expect(ledger).toMatchObject({ archived: [], partitions: { rebuilt: 1 } })
  })

  test('and is cut off, does not archive what is archived already', async () => {
    const store = await study()
    await addDora(store)
    let units = 0
    const died = rebuilt(store, { archive: true, run: () => Promise.reject(new ProcessDied(`unit ${++units}`)) })
    await expect(died).rejects.toBeInstanceOf(ProcessDied)
    expect((await rebuilt(store, { archive: true })).archived).toMatchObject([{ folder: FOLDER, outcome: 'held' }])
    expect(await manifests(store)).toEqual(['whole'])
  })
})

describe('what is forgotten', () => {
  test('leaves archives too, with its whole partition there; other partitions stay', async () => {
    const store = await study()
    await archiveDataset(store, 'motion_v1')
    const before = await archived(store)
    const ledger = await forget(store, { participants: { key: 'healthcode', values: ['ALICE'] } })
    await rebuilt(store)
    expect(ledger).toMatchObject({ archives: 1, archivedPartitions: 1, uncheckedFiles: 0 })
    expect(await everything(store)).not.toMatch(/alice/i)
    const after = await archived(store)
    expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([key]) => key.includes('/day=2/'))))
    expect(Object.keys(after).length).toBeGreaterThan(1)
    // Nothing of the others is lost.
    expect(await everything(store)).toMatch(/bob-glad/i)
  })

  test('cut off at any call, leaves them when it is asked again', async () => {
    const base = await study()
    await archiveDataset(base, 'motion_v1')
    const request = { records: ['alice'] }
    for (let call = 1; ; call++) {
      const store = watchStore(await copyStore(base, createMemoryStore()))
      store.failFrom(call)
      const isDead = await dies(forget(store, request))
      store.failFrom(undefined)
      if (!isDead) {
        expect(call).toBeGreaterThan(15)
        break
      }
      await forget(store, request)
      await rebuilt(store)
      expect(await everything(store), `call ${call}`).not.toMatch(/alice/i)
    }
  })

  test('and is in the live Parquet still, is not archived', async () => {
    const store = await study()
    await forget(store, { records: ['alice'] })
    await addDora(store)
    const { archived: results } = await rebuilt(store, { archive: true })
    expect(results).toMatchObject([{ outcome: 'archived', leftOut: ['assessmentid=walk/year=2024/month=1/day=1/'] }])
    expect(await everything(store)).not.toMatch(/alice/i)
  })

  test('while it is archived, is in no archive in the end', async () => {
    const inner = await study()
    let puts = 0
    const store: Store = {
      ...inner,
      async put(key, body, options) {
        if (key.startsWith(FOLDER) && ++puts === 3) await forget(inner, { records: ['alice'] })
        return inner.put(key, body, options)
      },
    }
    await expect(archiveDataset(store, 'motion_v1')).rejects.toMatchObject({ code: 'input-changed' })
    expect(await partsOf(inner, /^parquet\/archive/)).toEqual([])
  })

  test('leaves files alone that others put there and that do not say whose they are', async () => {
    const store = await study()
    await store.put('parquet/archive/old_v1_1/table/day=1/data.parquet', new TextEncoder().encode('no Parquet'))
    await copyOf(store, 'parquet/archive/theirs_v1_1/')
    expect(await forget(store, { records: ['alice'] })).toMatchObject({ archivedPartitions: 1, uncheckedFiles: 1 })
    expect((await partsOf(store, /^parquet\/archive\/theirs/)).every(([key]) => key.includes('/day=2/'))).toBe(true)
  })
})

/** As a person would copy a dataset: without a manifest. */
async function copyOf(store: WatchedStore, folder: string): Promise<void> {
  for (const [key] of await partsOf(store, /^parquet\/dataset_motion_v1\//)) {
    await store.put(key.replace('parquet/', folder), await (await store.get(key)).bytes())
  }
}

test('a whole study archives dataset by dataset, and a rebuild after it does nothing', async () => {
  const store = watchStore()
  await unpack(smallStudy(20), store, { examine: EXAMINE })
  await rebuilt(store)
  const datasets = (await openDatasets(store)).map(({ plan }) => plan.dataset)
  for (const dataset of datasets) await archiveDataset(store, dataset)
  const copied = Object.entries(await store.contents()).filter(([key]) => /^parquet\/archive\/.*parquet$/.test(key))
  const live = await partsOf(store, /^parquet\/(?!archive)/)
  expect(copied.map(([, content]) => content).sort()).toEqual(live.map(([, content]) => content).sort())
  expect((await rebuilt(store)).partitions).toMatchObject({ rebuilt: 0, removed: 0, failed: 0 })
})
