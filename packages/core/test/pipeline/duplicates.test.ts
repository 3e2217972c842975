import { createMemoryStore, replay, unpack, type UnpackLedger, type UnpackSource } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { copyStore } from '../support/counting-store.js'
import { archiveOf, EXAMINE } from '../support/study.js'
import { ProcessDied, watchStore, type WatchedStore } from '../support/watched-store.js'

const SAME = { 'motion.json': [{ x: 1 }] }
const OTHER = { 'motion.json': [{ x: 2 }] }
const RUBBISH = { 'motion.json': '[' }

const of = (name: string, entries: object, recordid = 'r', version = '1'): UnpackSource =>
  archiveOf(`${name}.zip`, { ...entries }, { recordid }, version)

function run(store: WatchedStore, sources: readonly UnpackSource[], concurrency = 4): Promise<UnpackLedger> {
  return unpack(sources, store, { examine: EXAMINE, concurrency })
}

/** The registry has seen more than a fresh run. */
const contents = (store: WatchedStore): Promise<Record<string, string>> => store.contents(['registry/'])

async function fresh(sources: readonly UnpackSource[]): Promise<Record<string, string>> {
  const store = watchStore()
  await run(store, sources)
  return contents(store)
}

const REPLACEMENTS: readonly [string, UnpackSource][] = [
  ['rubbish', of('a', RUBBISH, 'r', '2')],
  ['another record', of('a', SAME, 's', '2')],
  ['other bytes of the record', of('a', OTHER, 'r', '2')],
  ['the same bytes', of('a', SAME, 'r', '2')],
  ['what another record has', of('a', SAME, 'q', '2')],
]

const OTHERS: readonly [string, readonly UnpackSource[]][] = [
  ['one of the same bytes', [of('b', SAME)]],
  ['one of other bytes', [of('b', OTHER)]],
  ['several', [of('b', OTHER), of('c', SAME), of('d', OTHER), of('e', RUBBISH)]],
]

describe.each(REPLACEMENTS)('an archive that had a record is replaced by %s', (_, replaced) => {
  describe.each(OTHERS)('beside it: %s', (__, beside) => {
    const before = [of('a', SAME), ...beside, of('z', OTHER, 'q')]
    const after = [replaced, ...beside, of('z', OTHER, 'q')]

    test.each([1, 4])('and all is as a fresh run has it, with %i at once', async (concurrency) => {
      const store = watchStore()
      await run(store, before, concurrency)
      await run(store, after, concurrency)
      // Whoever has a record keeps it, where a fresh run would give it to the first by name.
      const order = replaced === REPLACEMENTS[4]![1] ? [...beside, of('z', OTHER, 'q'), replaced] : after
      const expected = watchStore()
      for (const source of order) await run(expected, [source])
      expect(await contents(store)).toEqual(await contents(expected))
      store.changes.length = 0
      expect((await run(store, after)).archives).toMatchObject({ done: after.length })
      expect(store.changes).toEqual([])
    })

    test.each(['before', 'after'] as const)('also if the run dies %s any call', async (when) => {
      const prepared = watchStore()
      await run(prepared, before)
      const undisturbed = watchStore(await copyStore(prepared, createMemoryStore()))
      await run(undisturbed, after)
      const expected = await contents(undisturbed)
      for (let call = 1; ; call++) {
        const store = watchStore(await copyStore(prepared, createMemoryStore()))
        store.failFrom(call, when)
        const died = await run(store, after).then(
          () => false,
          (error: unknown) => error instanceof ProcessDied,
        )
        if (!died) break
        store.failFrom(undefined)
        await run(store, after)
        expect(await contents(store), `call ${call}`).toEqual(expected)
      }
    })
  })
})

test('what lies before the archive by name comes up again in the same run', async () => {
  const store = watchStore()
  await run(store, [of('m', SAME)])
  const others = [of('a', SAME), of('b', OTHER)]
  expect((await run(store, [...others, of('m', SAME)])).archives).toMatchObject({ done: 1, duplicate: 1, quarantined: 1 })
  const after = [...others, of('m', RUBBISH, 'r', '2')]
  expect((await run(store, after)).archives).toMatchObject({ total: 3, done: 0, taken: 1, quarantined: 2 })
  expect(await contents(store)).toEqual(await fresh(after))
})

test('one that is new in the run in which its record becomes free is taken by it, the first by name before others', async () => {
  const store = watchStore()
  await run(store, [of('m', SAME), of('o', SAME)])
  const after = [of('a', OTHER), of('b', SAME), of('m', RUBBISH, 'r', '2'), of('n', SAME), of('o', SAME)]
  expect((await run(store, after)).archives).toMatchObject({ total: 5, done: 0, taken: 1, quarantined: 4 })
  expect(await contents(store)).toEqual(await fresh(after))
})

test('archives that exchange their records have them after one run', async () => {
  const store = watchStore()
  await run(store, [of('a', SAME, 'r'), of('b', SAME, 'r'), of('c', OTHER, 's')])
  const after = [of('a', OTHER, 's', '2'), of('b', SAME, 'r'), of('c', SAME, 'r', '2')]
  expect((await run(store, after)).archives).toMatchObject({ total: 3, taken: 2, duplicate: 1 })
  expect(await contents(store)).toEqual(await fresh(after))
})

test('a duplicate whose record nobody has, as earlier versions left it, is taken', async () => {
  const store = watchStore()
  const sources = [of('a', SAME), of('b', SAME)]
  await run(store, sources)
  const taken = (await Array.fromAsync(store.list('receipts/'))).find(({ key }) => key.endsWith('taken.json'))!
  await store.delete(taken.key)
  expect((await run(store, sources.slice(1))).archives).toMatchObject({ taken: 1 })
})

test('a second run over duplicates reads nothing but the keys of receipts and of what is half written', async () => {
  const store = watchStore()
  const sources = [of('a', SAME), of('b', SAME), of('c', OTHER)]
  await run(store, sources)
  store.failFrom(undefined)
  await run(store, sources)
  expect(store.calls).toBe(2)
})

test('a replay that takes one of two quarantined archives leaves the other in quarantine or passed over', async () => {
  const store = watchStore()
  await run(store, [of('a', SAME), of('b', OTHER)])
  expect((await replay(store, { examine: EXAMINE })).archives).toMatchObject({ total: 1, quarantined: 1 })
})
