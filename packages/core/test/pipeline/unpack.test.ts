import {
  bridgePreset,
  localUnpackRunner,
  openRegistry,
  unpack,
  type UnpackLedger,
  type UnpackOptions,
  type UnpackRunner,
  type UnpackSource,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { archiveOf, EXAMINE, smallStudy } from '../support/study.js'
import type { Receipt } from '../../src/pipeline/receipt.js'
import { ProcessDied, watchStore, type WatchedStore } from '../support/watched-store.js'

function run(store: WatchedStore, sources: readonly UnpackSource[], options: Partial<UnpackOptions> = {}): Promise<UnpackLedger> {
  return unpack(sources, store, { examine: EXAMINE, ...options })
}

const keys = async (store: WatchedStore, prefix: string): Promise<string[]> =>
  (await Array.fromAsync(store.list(prefix))).map(({ key }) => key.slice(prefix.length))

const MOTION = { 'motion.json': [{ x: 1 }, { x: 2 }] }

test('archives become JSON datasets, with the entry that each object came from, and every archive is accounted for', async () => {
  const store = watchStore()
  const ledger = await run(store, [
    archiveOf('a.zip', { ...MOTION, 'b.png': 'PNG' }),
    archiveOf('b.zip', { 'motion.json': '[{"x":' }),
    archiveOf('c.zip', { 'deep/motion.json': [{ x: null }] }, { site: 's' }),
  ])
  const folder = 'dataset=motion_v1/assessmentid=walk/year=2024/month=1/day=2'
  expect(await keys(store, 'raw_json/')).toEqual([`${folder}/a.ndjson`, `${folder}/c.ndjson`])
  const object = await store.get(`raw_json/${folder}/c.ndjson`)
  expect(new TextDecoder().decode(await object.bytes())).toBe(
    '{"x":null,"assessmentid":"walk","year":2024,"month":1,"day":2,"recordid":"c"}\n',
  )
  expect(object.metadata).toMatchObject({ recordid: 'c', site: 's', entrypath: 'deep%2Fmotion.json', entryordinal: '0' })
  expect(await keys(store, 'quarantine/')).toEqual([
    expect.stringMatching(/^[0-9a-f]{12}-b\.zip$/),
    expect.stringMatching(/-b\.zip\.reason\.json$/),
  ])
  expect(ledger).toEqual({
    archives: { total: 3, done: 0, failed: 0, taken: 2, quarantined: 1, duplicate: 0, forgotten: 0 },
    entries: { total: 4, taken: 2, skipped: 1, quarantined: 1, withheld: 0 },
    documents: { in: 3, written: 3 },
    leaves: { in: 2, written: 2 },
    datasets: [{ dataset: 'motion_v1', entries: 2, documents: 3 }],
    failed: [],
    quarantined: [
      {
        archive: 'b.zip',
        recordId: 'b',
        code: 'bad-json',
        reason: 'motion.json: The text ends where a value should stand (line 1, byte 6).',
      },
    ],
    skipped: [{ code: 'not-json', reason: expect.any(String) as string, entries: 1, example: 'a.zip › b.png' }],
  })
})

describe('a rerun', () => {
  test('changes nothing, and says that all was done', async () => {
    const store = watchStore()
    await run(store, smallStudy(20))
    store.changes.length = 0
    const ledger = await run(store, smallStudy(20))
    expect(store.changes).toEqual([])
    expect(ledger.archives).toEqual({ total: 20, done: 20, failed: 0, taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 })
  })

  test('that is forced writes the same bytes', async () => {
    const store = watchStore()
    await run(store, smallStudy(20))
    const before = await store.contents()
    const ledger = await run(store, smallStudy(20), { force: true })
    expect(ledger.archives.taken).toBe(17)
    expect(await store.contents()).toEqual(before)
  })

  test('takes only what is new', async () => {
    const store = watchStore()
    await run(store, smallStudy(10))
    const ledger = await run(store, smallStudy(12))
    expect(ledger.archives).toMatchObject({ total: 12, done: 10, taken: 2 })
    const whole = watchStore()
    await run(whole, smallStudy(12))
    expect(await store.contents()).toEqual(await whole.contents())
  })
})

test.each([1, 2, 7])('however many archives are read at once, all bytes are the same: %i', async (concurrency) => {
  const [one, many] = [watchStore(), watchStore()]
  await run(one, smallStudy(25), { concurrency: 1 })
  await run(many, smallStudy(25), { concurrency })
  expect(await many.contents()).toEqual(await one.contents())
})

test('the ledger names archives in their order, whichever is finished first', async () => {
  const store = watchStore()
  const honest = localUnpackRunner(store, EXAMINE)
  const finished: string[] = []
  const { promise: others, resolve } = Promise.withResolvers<void>()
  const runner: UnpackRunner = {
    ...honest,
    finish: async (source, verdict) => {
      if (source.name === 'a.zip') await others
      const written = await honest.finish(source, verdict)
      if (finished.push(source.name) === 2) resolve()
      return written
    },
  }
  const sources = ['a', 'b', 'c'].map((name) => archiveOf(`${name}.zip`, { 'm.json': '[', 'p.png': 'PNG' }))
  const ledger = await run(store, sources, { runner })
  expect(finished).toEqual(['b.zip', 'c.zip', 'a.zip'])
  expect(ledger.quarantined.map(({ archive }) => archive)).toEqual(['a.zip', 'b.zip', 'c.zip'])
  expect(ledger.skipped).toMatchObject([{ entries: 3, example: 'a.zip › p.png' }])
})

describe('an archive that has changed', () => {
  test('replaces what it became before', async () => {
    const store = watchStore()
    await run(store, [archiveOf('a.zip', { ...MOTION, 'task.json': { a: 1 } })])
    const ledger = await run(store, [archiveOf('a.zip', { 'motion.json': [{ x: 3 }] }, {}, '2')])
    expect(ledger.archives.taken).toBe(1)
    const [key, ...others] = await keys(store, 'raw_json/')
    expect(others).toEqual([])
    expect(new TextDecoder().decode(await (await store.get(`raw_json/${key}`)).bytes())).toMatch(/^\{"x":3,/)
    expect(await keys(store, 'receipts/')).toHaveLength(1)
  })

  test('and is good now leaves quarantine', async () => {
    const store = watchStore()
    await run(store, [archiveOf('a.zip', { 'motion.json': '[' })])
    expect(await keys(store, 'quarantine/')).toHaveLength(2)
    await run(store, [archiveOf('a.zip', MOTION, {}, '2')])
    expect(await keys(store, 'quarantine/')).toEqual([])
    expect(await keys(store, 'raw_json/')).toHaveLength(1)
  })

  test('and is bad now leaves the datasets', async () => {
    const store = watchStore()
    await run(store, [archiveOf('a.zip', MOTION)])
    await run(store, [archiveOf('a.zip', { 'motion.json': '[' }, {}, '2')])
    expect(await keys(store, 'raw_json/')).toEqual([])
    expect(await keys(store, 'quarantine/')).toHaveLength(2)
  })
})

describe('a record that comes twice', () => {
  const twice = (entries: object): UnpackSource[] => [
    archiveOf('a.zip', MOTION, { recordid: 'r' }),
    archiveOf('b.zip', { ...entries }, { recordid: 'r' }),
  ]

  test('in the same bytes is passed over', async () => {
    const store = watchStore()
    const ledger = await run(store, twice(MOTION))
    expect(ledger.archives).toMatchObject({ taken: 1, duplicate: 1 })
    expect(await keys(store, 'raw_json/')).toHaveLength(1)
  })

  test('in other bytes is quarantined, also in a later run', async () => {
    for (const runs of [(s: UnpackSource[]) => [s], (s: UnpackSource[]) => s.map((one) => [one])]) {
      const store = watchStore()
      for (const sources of runs(twice({ 'motion.json': [{ x: 9 }] }))) await run(store, sources)
      const outcomes = (await keys(store, 'receipts/')).map((key) => key.replace(/^.*-|\.json$/g, '')).sort()
      expect(outcomes).toEqual(['quarantined', 'taken'])
    }
  })
})

describe('a crash', () => {
  test.each(['before', 'after'] as const)('%s any call is repaired by the next run, to the bytes of an undisturbed one', async (when) => {
    const sources = smallStudy(12)
    const undisturbed = watchStore()
    await run(undisturbed, sources)
    const expected = await undisturbed.contents()
    let crashes = 0
    for (let call = 1; ; call++) {
      const store = watchStore()
      store.failFrom(call, when)
      if (!(await dies(run(store, sources, { concurrency: 3 })))) break
      crashes++
      store.failFrom(undefined)
      await run(store, sources)
      expect(await store.contents(), `after a crash ${when} call ${call}`).toEqual(expected)
    }
    expect(crashes).toBeGreaterThan(40)
  })
})

async function dies(running: Promise<unknown>): Promise<boolean> {
  try {
    await running
    return false
  } catch (error) {
    if (error instanceof ProcessDied) return true
    throw error
  }
}

test('two runs at the same time end as one', async () => {
  const one = watchStore()
  await run(one, smallStudy(20))
  const store = watchStore()
  await Promise.all([run(store, smallStudy(20), { concurrency: 2 }), run(store, smallStudy(20), { concurrency: 3 })])
  expect(await store.contents()).toEqual(await one.contents())
})

test('a structure that forks makes the next version, and a frozen dataset quarantines what would change it', async () => {
  const store = watchStore()
  await run(store, [archiveOf('a.zip', { 'm.json': { x: 1 } })])
  await run(store, [archiveOf('b.zip', { 'm.json': { x: 'text' } })])
  expect((await keys(store, 'raw_json/')).map((key) => key.split('/')[0])).toEqual(['dataset=m_v1', 'dataset=m_v2'])
  const registry = openRegistry(store)
  await registry.setContract('m_v1', 'freeze')
  await registry.setContract('m_v2', 'freeze')
  const ledger = await run(store, [archiveOf('c.zip', { 'm.json': { x: 1, y: 2 } }), archiveOf('d.zip', { 'm.json': { x: 2 } })])
  expect(ledger.archives).toMatchObject({ taken: 1, quarantined: 1 })
  expect(ledger.quarantined[0]).toMatchObject({ archive: 'c.zip', code: 'refused-by-contract' })
})

test('a runner that loses a document makes the run fail', async () => {
  const store = watchStore()
  const honest = localUnpackRunner(store, EXAMINE)
  const lossy = {
    ...honest,
    finish: async (...args: Parameters<typeof honest.finish>) => ({ ...(await honest.finish(...args)), documents: 1 }),
  }
  await expect(run(store, [archiveOf('a.zip', MOTION)], { runner: lossy })).rejects.toThrow(/2 documents were found, 1 were written/)
  expect(await keys(store, 'receipts/')).toEqual([])
})

test('an entry that is called as a mapped dataset, but for case, gets a name with a suffix', async () => {
  const store = watchStore()
  const schema = { $id: 'weather', type: 'object' }
  const manifest = { files: [{ filename: 'weather.json', jsonSchema: 'schema.json' }] }
  const examine = { preset: bridgePreset({ schemaMapping: { weather: 'Weather_v1' } }) }
  const declared = { 'metadata.json': manifest, 'schema.json': schema, 'weather.json': { t: 'warm' } }
  await unpack([archiveOf('a.zip', { 'weather.json': { t: 1 } }), archiveOf('b.zip', declared)], store, { examine })
  const datasets = new Set((await keys(store, 'raw_json/')).map((key) => key.split('/')[0]!.replace(/_[0-9a-f]{8}/, '_HASH')))
  expect([...datasets]).toEqual(expect.arrayContaining(['dataset=Weather_v1', 'dataset=weather_HASH_v1']))
})

test('a receipt says of each entry which dataset took it, and why', async () => {
  const store = watchStore()
  await run(store, [archiveOf('a.zip', MOTION), archiveOf('b.zip', { 'motion.json': [{ x: 1, y: 2 }] }), archiveOf('c.zip', MOTION)])
  const reasons: string[] = []
  for (const key of await keys(store, 'receipts/')) {
    const receipt = JSON.parse(new TextDecoder().decode(await (await store.get(`receipts/${key}`)).bytes())) as Receipt
    for (const { dataset, decision } of receipt.report!.entries)
      reasons.push(`${receipt.archive} ${dataset} ${decision!.by}: ${decision!.because}`)
  }
  expect(reasons.sort()).toEqual([
    'a.zip motion_v1 inferred: nothing declares or maps it; it is called by its name',
    'b.zip motion_v1 inferred: motion_v1 of the same name is the nearest, and takes it in',
    'c.zip motion_v1 inferred: nothing declares or maps it; it is called by its name',
  ])
})

test('a transform that is none fails the run, and quarantines nothing', async () => {
  const store = watchStore()
  const preset = { ...EXAMINE.preset, transforms: { m_v1: [{ path: 'no path', cast: 'string' as const }] } }
  const classifier = { classify: () => ({ dataset: 'm_v1', reason: { by: 'mapped' as const, because: 'it is' } }) }
  const examine = { preset: { ...preset, classifier } }
  await expect(unpack([archiveOf('a.zip', { 'm.json': { a: 1 } })], store, { examine })).rejects.toMatchObject({ code: 'bad-transform' })
  expect(store.changes).toEqual([])
})
