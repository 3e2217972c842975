import { forget, putRunLedger, replay, unpack, type UnpackLedger, type UnpackSource } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { archiveOf, EXAMINE } from '../support/study.js'
import { watchStore, type WatchedStore } from '../support/watched-store.js'

const run = (store: WatchedStore, sources: readonly UnpackSource[]): Promise<UnpackLedger> => unpack(sources, store, { examine: EXAMINE })

const archives = (): UnpackSource[] => [
  archiveOf('alice-1.zip', { 'm.json': { mood: 'ALICE-SAD' } }, { healthcode: 'ALICE' }),
  archiveOf('alice-2.zip', { 'm.json': '{"mood":"ALICE-' }, { healthcode: 'ALICE' }),
  archiveOf('bob-1.zip', { 'm.json': { mood: 'BOB-GLAD' } }, { healthcode: 'BOB' }),
]

async function study(): Promise<WatchedStore> {
  const store = watchStore()
  await putRunLedger(store, { version: 1, unpack: await run(store, archives()) })
  return store
}

const everything = async (store: WatchedStore): Promise<string> =>
  Object.entries(await store.contents())
    .flat()
    .join('\n')

describe('to forget', () => {
  test('a participant leaves no byte of any of their records, and others as they were', async () => {
    const store = await study()
    expect(await everything(store)).toMatch(/ALICE/)
    const before = await store.contents()
    expect(await forget(store, { participants: { key: 'healthcode', values: ['ALICE'] } })).toEqual({
      archives: 2,
      objects: 1,
      quarantined: 1,
      ledgers: 1,
      unreadLedgers: [],
      archivedPartitions: 0,
      uncheckedFiles: 0,
    })
    expect(await everything(store)).not.toMatch(/alice/i)
    const after = await store.contents()
    const bobs = Object.keys(before).filter((key) => /bob-1/.test(`${key}${before[key]}`) && !key.startsWith('ledger/'))
    expect(bobs).toHaveLength(2)
    for (const key of bobs) expect(after[key]).toBe(before[key])
  })

  test('a record leaves the others of its participant', async () => {
    const store = await study()
    expect(await forget(store, { records: ['alice-1'] })).toMatchObject({ archives: 1, objects: 1, quarantined: 0 })
    expect(await everything(store)).not.toMatch(/alice-1|ALICE-SAD/)
    expect(await everything(store)).toMatch(/alice-2/)
  })

  test('what is forgotten does not come back, under whatever name', async () => {
    const store = await study()
    await forget(store, { records: ['alice-1', 'alice-2'] })
    const again = [
      ...archives(),
      archiveOf('renamed.zip', { 'm.json': { mood: 'ALICE-SAD' } }, { recordid: 'alice-1', healthcode: 'ALICE' }),
    ]
    const ledger = await run(store, again)
    expect(ledger.archives).toMatchObject({ total: 4, done: 3, forgotten: 1 })
    expect(await everything(store)).not.toMatch(/ALICE/)
  })

  test('twice, or nobody, changes nothing', async () => {
    const store = await study()
    await forget(store, { records: ['alice-1'] })
    store.changes.length = 0
    const nothing = { archives: 0, objects: 0, quarantined: 0, ledgers: 0, unreadLedgers: [], archivedPartitions: 0, uncheckedFiles: 0 }
    expect(await forget(store, { records: ['alice-1', 'nobody'] })).toEqual(nothing)
    expect(store.changes).toEqual([])
  })

  test('a participant takes archives that have no documents, and those that were passed over', async () => {
    const store = watchStore()
    const alice = { healthcode: 'ALICE' }
    const picture = archiveOf('alice-png.zip', { 'pic.png': 'PNG' }, alice)
    const empty = archiveOf('alice-empty.zip', { 'm.json': '[]' }, alice)
    const first = archiveOf('alice-1.zip', { 'm.json': { mood: 'SAD' } }, alice)
    const again = archiveOf('alice-again.zip', { 'm.json': { mood: 'SAD' } }, { ...alice, recordid: 'alice-1' })
    const bobs = archiveOf('bob.zip', { 'pic.png': 'PNG' }, { healthcode: 'BOB' })
    const sources = [first, again, empty, picture, bobs]
    expect((await run(store, sources)).archives).toMatchObject({ taken: 4, duplicate: 1 })
    expect(await forget(store, { participants: { key: 'healthcode', values: ['ALICE'] } })).toMatchObject({ archives: 4, objects: 1 })
    expect(await everything(store)).not.toMatch(/alice/i)
    expect(await everything(store)).toMatch(/bob\.zip/)
    expect((await run(store, sources)).archives).toMatchObject({ done: 5 })
  })

  test('receipts tell participants by digests alone', async () => {
    const store = watchStore()
    await run(store, [archiveOf('1.zip', { 'pic.png': 'PNG' }, { healthcode: 'ALICE' })])
    expect(await everything(store)).not.toMatch(/ALICE/)
  })

  test('where receipts do not tell participants, a participant takes whatever came of their records', async () => {
    const store = watchStore()
    const alice = { healthcode: 'ALICE', recordid: 'alice' }
    await run(
      store,
      ['alice-1.zip', 'alice-2.zip'].map((name) => archiveOf(name, { 'm.json': { mood: 'SAD' } }, alice)),
    )
    for await (const { key } of store.list('receipts/')) {
      const { metadataDigests: _, ...older } = JSON.parse(new TextDecoder().decode(await (await store.get(key)).bytes())) as object & {
        readonly metadataDigests: unknown
      }
      await store.put(key, new TextEncoder().encode(JSON.stringify(older)))
    }
    expect(await forget(store, { participants: { key: 'healthcode', values: ['ALICE'] } })).toMatchObject({ archives: 2, objects: 1 })
    expect(await everything(store)).not.toMatch(/alice/i)
  })

  test.each([
    ['a participant', { participants: { key: 'healthcode', values: ['ALICE'] } }],
    ['records', { records: ['alice-1', 'alice-2'] }],
  ])('%s: cut off at any call, is done by asking again', async (_, request) => {
    const done = await study()
    await forget(done, request)
    const expected = await done.contents()
    for (let call = 1; ; call++) {
      const store = await study()
      store.failFrom(call)
      const died = await forget(store, request).then(
        () => false,
        () => true,
      )
      if (!died) {
        expect(call).toBeGreaterThan(8)
        break
      }
      store.failFrom(undefined)
      await forget(store, request)
      expect(await store.contents(), `after a crash at call ${call}`).toEqual(expected)
    }
  })
})

describe('to replay', () => {
  test('takes what is good now, from quarantine itself', async () => {
    const store = watchStore()
    const schema = { type: 'object', required: ['x'] }
    const entries = { 'metadata.json': { files: [{ filename: 'm.json', jsonSchema: 's.json' }] }, 's.json': schema, 'm.json': { y: 1 } }
    const { createEntryValidator } = await import('@bridge-downstream/core/validation')
    const { offlineSchemas } = await import('@bridge-downstream/core')
    const strict = { ...EXAMINE, validator: createEntryValidator(offlineSchemas()) }
    const first = await unpack([archiveOf('a.zip', entries), archiveOf('b.zip', { 'm.json': '[' })], store, { examine: strict })
    expect(first.archives).toMatchObject({ taken: 0, quarantined: 2 })
    const second = await replay(store, { examine: EXAMINE })
    expect(second.archives).toMatchObject({ total: 2, taken: 1, quarantined: 1 })
    const keys = (await Array.fromAsync(store.list('quarantine/'))).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.zip'))).toEqual([expect.stringMatching(/-b\.zip$/)])
    const straight = watchStore()
    await unpack([archiveOf('a.zip', entries), archiveOf('b.zip', { 'm.json': '[' })], straight, { examine: EXAMINE })
    expect(await store.contents()).toEqual(await straight.contents())
  })

  test('an empty quarantine is no work', async () => {
    const store = watchStore()
    expect((await replay(store, { examine: EXAMINE })).archives.total).toBe(0)
    expect(store.changes).toEqual([])
  })
})
