import {
  ArchiveError,
  bucketSources,
  createMemoryStore,
  examineRecord,
  forget,
  inferDatasets,
  relationalizeToStore,
  replay,
  unpack,
  type ArchiveSource,
  type UnpackSource,
} from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { archiveOf, EXAMINE } from '../support/study.js'

const MOTION = { 'motion.json': [{ x: 1 }] }
const BAD = { code: 'bad-metadata', reason: 'The user metadata cannot be read. Set it right.' }

/** Its user metadata cannot be read. */
function withFault(source: UnpackSource, version = source.version): UnpackSource {
  return { ...source, version, open: async () => faulty(await source.open()) }
}

function faulty(source: ArchiveSource): ArchiveSource {
  const { code } = BAD
  const fault = new ArchiveError('The user metadata cannot be read', { code, archive: source.name, hint: 'Set it right.' })
  return { ...source, metadata: undefined, fault }
}

test('an archive whose fault is known beforehand is quarantined whole, and its neighbours go on', async () => {
  const store = createMemoryStore()
  const sources = ['a.zip', 'b.zip', 'c.zip'].map((name) => archiveOf(name, MOTION))
  sources[1] = withFault(sources[1]!)
  const ledger = await unpack(sources, store, { examine: EXAMINE })
  expect(ledger.archives).toMatchObject({ total: 3, taken: 2, quarantined: 1 })
  expect(ledger.quarantined).toEqual([{ archive: 'b.zip', recordId: 'b.zip', ...BAD }])
  const kept = (await Array.fromAsync(store.list('quarantine/'))).map(({ key }) => key)
  expect(await (await store.get(kept[0]!)).bytes()).toEqual(await (await sources[1].open()).bytes())
  const repaired = archiveOf('b.zip', MOTION, {}, '2')
  expect((await unpack([repaired], store, { examine: EXAMINE })).archives).toMatchObject({ taken: 1 })
  expect(await Array.fromAsync(store.list('quarantine/'))).toEqual([])
})

test('a replay does not take it without its metadata', async () => {
  const store = createMemoryStore()
  // Nothing of the metadata is needed here but the record's id.
  const examine = { preset: { ...EXAMINE.preset, injection: { fields: [], partitionKeys: [] } } }
  await unpack([withFault(archiveOf('a.zip', MOTION))], store, { examine })
  for (let i = 0; i < 2; i++) {
    const ledger = await replay(store, { examine })
    expect(ledger.archives).toMatchObject({ quarantined: 1, taken: 0 })
    expect(ledger.quarantined).toMatchObject([{ code: 'bad-metadata' }])
  }
})

test('what is forgotten does not come back with it', async () => {
  const store = createMemoryStore()
  const source = archiveOf('a.zip', MOTION)
  await unpack([source], store, { examine: EXAMINE })
  await forget(store, { records: ['a'] })
  for (const force of [false, true]) {
    const ledger = await unpack([withFault(source, '2')], store, { examine: EXAMINE, force })
    expect(ledger.archives).toMatchObject({ total: 1, done: 1 })
  }
  expect(await Array.fromAsync(store.list('quarantine/'))).toEqual([])
  expect((await unpack([archiveOf('b.zip', MOTION, { recordid: 'a' })], store, { examine: EXAMINE })).archives).toMatchObject({
    forgotten: 1,
  })
})

const ndjson = (name: string): ArchiveSource => {
  const bytes = new TextEncoder().encode('{"a":1}\n')
  return {
    name,
    bytes: async () => bytes,
    async *stream() {
      yield bytes
    },
  }
}

test('it is left out wherever archives are read, with the reason', async () => {
  const zip = await archiveOf('b.zip', MOTION).open()
  const sources = [ndjson('a.ndjson'), faulty(ndjson('x.ndjson')), faulty(zip)]
  const left = [
    { archive: 'b.zip', recordId: 'b.zip', outcome: 'quarantined', ...BAD },
    { archive: 'x.ndjson', recordId: 'x.ndjson', outcome: 'quarantined', ...BAD },
  ]
  const { datasets, items } = await inferDatasets(sources)
  expect(datasets.map(({ dataset }) => dataset)).toEqual(['a_v1'])
  expect(items.filter(({ outcome }) => outcome === 'quarantined')).toMatchObject(left)
  expect((await bucketSources(sources)).leftOut).toMatchObject(left)
  expect(await examineRecord(faulty(zip), EXAMINE)).toMatchObject(left[0]!)
  for (const road of ['auto', 'reference'] as const) {
    const store = createMemoryStore()
    const ledger = await relationalizeToStore(sources, store, { road })
    expect(ledger.items.filter(({ outcome }) => outcome === 'quarantined')).toMatchObject(left)
    expect(ledger.tables.map(({ rows }) => rows)).toContain(1)
    expect(await Array.fromAsync(store.list('quarantine/'))).toHaveLength(4)
  }
})
