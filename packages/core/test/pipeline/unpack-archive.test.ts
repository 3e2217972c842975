import {
  archiveUnpacker,
  createMemoryStore,
  type StoreError,
  unpack,
  type RecordSource,
  type Store,
  type UnpackedArchive,
} from '@bridge-downstream/core'
import { describe, expect, test, vi } from 'vitest'
import { archiveOf, EXAMINE, smallStudy, type Entries } from '../support/study.js'

async function sourceOf(name: string, entries: Entries, recordid = 'r', version = '1'): Promise<RecordSource> {
  const source = archiveOf(name, entries, { recordid }, version)
  return { ...source, metadata: (await source.open()).metadata ?? {} }
}

async function contents(store: Store, prefix = ''): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const { key } of store.list(prefix)) found.set(key, Buffer.from(await (await store.get(key)).bytes()).toString())
  return found
}

const good = { 'motion.json': [{ x: 1 }] }
const other = { 'motion.json': [{ x: 2 }] }

/** What each call came to: an outcome, or an error's code. */
async function outcomes(calls: readonly Promise<UnpackedArchive>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls)
  return settled.map((each) => (each.status === 'fulfilled' ? each.value.receipt.outcome : (each.reason as StoreError).code))
}

test('archives one by one, from two workers in any order, become what a run makes of them', async () => {
  const sources = await Promise.all(
    smallStudy(30).map(async (source): Promise<RecordSource> => ({ ...source, metadata: (await source.open()).metadata ?? {} })),
  )
  const [run, single] = [createMemoryStore(), createMemoryStore()]
  await unpack(sources, run, { examine: EXAMINE })
  const workers = [0, 1].map(() => archiveUnpacker(single, { examine: EXAMINE }))
  await Promise.all(sources.toReversed().map((source, i) => workers[i % 2]!(source)))
  for (const prefix of ['raw_json/', 'quarantine/']) expect(await contents(single, prefix)).toEqual(await contents(run, prefix))
  // Which archive was the first of its structure is told in their content.
  expect([...(await contents(single, 'receipts/')).keys()]).toEqual([...(await contents(run, 'receipts/')).keys()])
  expect((await contents(single, 'locks/')).size).toBe(0)
})

test('what is done is passed over, and its receipt told again', async () => {
  const store = createMemoryStore()
  const source = await sourceOf('a.zip', good)
  const first = await archiveUnpacker(store, { examine: EXAMINE })(source)
  const before = await contents(store)
  const second = await archiveUnpacker(store, { examine: EXAMINE })({ ...source, open: () => Promise.reject(new Error('not to be read')) })
  expect([first.ledger?.documents, second.ledger]).toEqual([{ in: 1, written: 1 }, undefined])
  expect(second.receipt).toEqual(first.receipt)
  expect(await contents(store)).toEqual(before)
})

describe('two archives of a record at the same time', () => {
  test.each([
    ['with other content', other, 'quarantined'],
    ['with the same content', good, 'duplicate'],
  ])('%s: one is taken, the other waits its turn', async (_, entries, second) => {
    const store = createMemoryStore()
    const sources = [await sourceOf('a.zip', good), await sourceOf('b.zip', entries)]
    const unpackers = sources.map(() => archiveUnpacker(store, { examine: EXAMINE }))
    const first = await outcomes(sources.map((source, i) => unpackers[i]!(source)))
    expect(first.toSorted()).toEqual(['record-busy', 'taken'])
    const then = await outcomes(sources.map((source, i) => unpackers[i]!(source)))
    expect(then.toSorted()).toEqual([second, 'taken'].toSorted())
    expect((await contents(store, 'raw_json/')).size).toBe(1)
    expect((await contents(store, 'locks/')).size).toBe(0)
  })

  test('of one archive in one version do not wait for each other', async () => {
    const store = createMemoryStore()
    const source = await sourceOf('a.zip', good)
    const calls = [0, 1, 2].map(() => archiveUnpacker(store, { examine: EXAMINE })(source))
    expect(await outcomes(calls)).toEqual(['taken', 'taken', 'taken'])
    expect((await contents(store, 'receipts/')).size).toBe(1)
  })
})

describe('a worker that died', () => {
  /** Dies before the receipt, and can no longer give the record back. */
  async function die(store: Store, source: RecordSource): Promise<void> {
    const dying: Store = {
      ...store,
      put: (key, ...rest) => (key.startsWith('receipts/') ? Promise.reject(new Error('died')) : store.put(key, ...rest)),
      delete: () => Promise.reject(new Error('died')),
    }
    await expect(archiveUnpacker(dying, { examine: EXAMINE })(source)).rejects.toThrow('died')
  }

  test('is followed by the next delivery of its archive; another archive has to wait for that', async () => {
    const store = createMemoryStore()
    const [a, b] = [await sourceOf('a.zip', good), await sourceOf('b.zip', other)]
    await die(store, a)
    const unpackOne = archiveUnpacker(store, { examine: EXAMINE })
    expect(await outcomes([unpackOne(b)])).toEqual(['record-busy'])
    expect(await outcomes([unpackOne(a)])).toEqual(['taken'])
    expect(await outcomes([unpackOne(b)])).toEqual(['quarantined'])
  })

  test('holds a record for 20 minutes at most', async () => {
    const store = createMemoryStore()
    const [a, b] = [await sourceOf('a.zip', good), await sourceOf('b.zip', other)]
    await die(store, a)
    vi.useFakeTimers({ now: Date.now() + 20 * 60_000 + 1, toFake: ['Date'] })
    try {
      expect(await outcomes([archiveUnpacker(store, { examine: EXAMINE })(b)])).toEqual(['taken'])
    } finally {
      vi.useRealTimers()
    }
  })
})
