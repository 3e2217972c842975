import {
  checkRebuildLedger,
  createMemoryStore,
  listWork,
  rebuild,
  runRebuildUnit,
  type PartitionResult,
  type RebuildLedger,
  type RebuildOptions,
  type RebuildUnit,
  type Road,
  type Store,
} from '@bridge-downstream/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { contentOf, copyStore, watchStore } from '../support/counting-store.js'
import { injection, objectKey, partitionOf, putObject, putStudy, registerAll } from './json-datasets.js'

const options = { injection }
const ALL = ['Audio_v1 day=1', 'Motion_v1 day=1', 'Motion_v1 day=2', 'Task_v1 day=1', 'Task_v1 day=2']
let store: Store

beforeEach(async () => {
  store = createMemoryStore()
  await putStudy(store)
})

async function run(further: Partial<RebuildOptions> = {}, on = store): Promise<RebuildLedger> {
  const ledger = await rebuild(on, { ...options, ...further })
  checkRebuildLedger(ledger)
  return ledger
}

function shortly({ dataset, partition }: { readonly dataset: string; readonly partition: string }): string {
  return `${dataset} ${/day=\d+/.exec(partition)![0]}`
}

/** What was to be done about each partition, and why. */
async function todo(further: Partial<RebuildOptions> = {}): Promise<Record<string, string>> {
  const works = await listWork(store, { ...options, ...further })
  const open = works.filter(({ state }) => state !== 'done')
  return Object.fromEntries(open.map((work) => [shortly(work), `${work.state}: ${work.reason}`]))
}

function outcomes({ results }: RebuildLedger): Record<string, string> {
  return Object.fromEntries(results.map((result) => [shortly(result), result.outcome]))
}

async function partsOf(table: string, day = 1): Promise<string[]> {
  const found = await Array.fromAsync(store.list(`parquet/${table}/${partitionOf(day)}`))
  return found.map(({ key }) => key.split('/').at(-1)!)
}

/** The state that a store without any past would be in. */
async function undisturbed(further: Partial<RebuildOptions> = {}): Promise<Record<string, string>> {
  const fresh = createMemoryStore()
  const bare = await copyStore(store, fresh)
  for await (const { key } of store.list('parquet/')) await bare.delete(key)
  await run(further, bare)
  return contentOf(bare)
}

/** A store that gives other lines of an object of Motion_v1, from one of its readings on. */
function changingInput(recordId: string, from: number, change: (lines: readonly string[]) => readonly string[]): Store {
  let gets = 0
  return {
    ...store,
    get: async (key, getOptions) => {
      const object = await store.get(key, getOptions)
      if (!key.includes('Motion_v1') || !key.endsWith(`${recordId}.ndjson`) || ++gets < from) return object
      const lines = new TextDecoder().decode(await object.bytes()).split('\n')
      const bytes = new TextEncoder().encode(change(lines).join('\n'))
      return {
        ...object,
        bytes: async () => bytes,
        body: (async function* () {
          yield bytes
        })(),
      }
    },
  }
}

describe('a first run', () => {
  test('makes every partition of every dataset, and says so', async () => {
    expect(await todo()).toEqual(Object.fromEntries(ALL.map((partition) => [partition, 'new: there is no Parquet yet'])))
    const ledger = await run()
    expect(outcomes(ledger)).toEqual(Object.fromEntries(ALL.map((partition) => [partition, 'rebuilt'])))
    const { results: _, tables, ...sums } = ledger
    expect(sums).toEqual({
      version: 1,
      partitions: { total: 5, rebuilt: 5, removed: 0, done: 0, failed: 0 },
      documents: { in: 26, written: 26, duplicates: 0, deleted: 0 },
      leaves: { in: 212, cells: 211, json: 0, residue: 1, excluded: 0, duplicates: 0, deleted: 0 },
      passedOver: [],
    })
    expect(tables.map(({ dataset, table, rows, parts }) => [dataset, table, rows, parts])).toEqual([
      ['Audio_v1', 'dataset_audio_v1', 2, 1],
      ['Audio_v1', 'dataset_audio_v1_residue', 1, 1],
      ['Motion_v1', 'dataset_motion_v1', 20, 2],
      ['Motion_v1', 'dataset_motion_v1_steps', 70, 2],
      ['Motion_v1', 'dataset_motion_v1_steps_taps', 80, 2],
      ['Task_v1', 'dataset_task_v1', 4, 2],
      ['Task_v1', 'dataset_task_v1_totals', 8, 2],
    ])
    expect(await todo()).toEqual({})
  })

  test('tells of each partition as it goes', async () => {
    const seen: string[] = []
    await run({ onProgress: ({ partitions, total, result }) => seen.push(`${partitions}/${total} ${shortly(result)}`) })
    expect(seen).toEqual(ALL.map((partition, i) => `${i + 1}/5 ${partition}`))
  })

  test('several partitions at once make the same', async () => {
    const expected = await undisturbed()
    await run({ concurrency: 4 })
    expect(await contentOf(store)).toEqual(expected)
  })
})

describe('a second run', () => {
  test('writes and deletes nothing, and reads the end of one part for each partition', async () => {
    await run()
    const before = await contentOf(store)
    const watched = watchStore(store)
    const ledger = await run({}, watched.store)
    expect(ledger.partitions).toEqual({ total: 5, rebuilt: 0, removed: 0, done: 5, failed: 0 })
    const roots = [
      ['audio', 1],
      ['motion', 1],
      ['motion', 2],
      ['task', 1],
      ['task', 2],
    ] as const
    expect(watched.calls.toSorted()).toEqual(
      [
        'list begun/',
        'list raw_json/',
        'list parquet/',
        ...['Audio', 'Motion', 'Task'].flatMap((name) => [
          `get plans/${name}_v1.json`,
          ...['head', 'get'].map((method) => `${method} registry/${name.toLowerCase()}.json`),
        ]),
        ...roots.map(([name, day]) => `get parquet/dataset_${name}_v1/${partitionOf(day)}part-00000.parquet range`),
      ].toSorted(),
    )
    expect(await contentOf(store)).toEqual(before)
  })

  test('that is forced writes the same bytes', async () => {
    await run()
    const before = await contentOf(store)
    const ledger = await run({ force: true })
    expect(ledger.partitions).toEqual({ total: 5, rebuilt: 5, removed: 0, done: 0, failed: 0 })
    expect(await contentOf(store)).toEqual(before)
  })
})

describe('when inputs change, exactly their partition is rebuilt', () => {
  const changed = 'stale: its inputs are not those that it was made from'

  test.each<[string, () => Promise<unknown>]>([
    [
      'an object is written anew',
      () => putObject(store, { dataset: 'Motion_v1', recordId: 'recC', day: 2, documents: [{ n: 9, steps: [] }] }),
    ],
    ['an object is added', () => putObject(store, { dataset: 'Motion_v1', recordId: 'recE', day: 2, documents: [{ n: 9 }] })],
    ['an object is removed', () => store.delete(objectKey({ dataset: 'Motion_v1', recordId: 'recD', day: 2 }))],
  ])('%s', async (_, change) => {
    await run()
    await change()
    expect(await todo()).toEqual({ 'Motion_v1 day=2': changed })
    const before = await contentOf(store, 'parquet/')
    const ledger = await run()
    expect(outcomes(ledger)).toEqual({ 'Motion_v1 day=2': 'rebuilt' })
    const after = await contentOf(store, 'parquet/')
    const touched = Object.keys(after).filter((key) => after[key] !== before[key])
    expect(touched.length).toBeGreaterThan(0)
    expect(touched.filter((key) => !/dataset_motion_v1.*day=2/.test(key))).toEqual([])
    expect(await contentOf(store)).toEqual(await undisturbed())
    expect(await todo()).toEqual({})
  })

  test('all objects of a partition are removed: its Parquet goes', async () => {
    await run()
    for (const recordId of ['recC', 'recD']) await store.delete(objectKey({ dataset: 'Motion_v1', recordId, day: 2 }))
    expect(await todo()).toEqual({ 'Motion_v1 day=2': 'gone: it has no JSON any more' })
    const ledger = await run()
    expect(outcomes(ledger)).toEqual({ 'Motion_v1 day=2': 'removed' })
    expect(ledger.results[0]!.removed).toHaveLength(3)
    expect(await contentOf(store)).toEqual(await undisturbed())
  })

  test('all objects of a dataset are removed, and its plan: its Parquet goes', async () => {
    await run()
    await store.delete(objectKey({ dataset: 'Audio_v1', recordId: 'recA' }))
    await store.delete('plans/Audio_v1.json')
    expect(outcomes(await run())).toEqual({ 'Audio_v1 day=1': 'removed' })
    expect(await Array.fromAsync(store.list('parquet/dataset_audio_v1'))).toEqual([])
  })

  test('a table has no rows any more: its parts go', async () => {
    await run()
    await putObject(store, { dataset: 'Audio_v1', recordId: 'recA', documents: [{ level: -0.5 }] })
    const ledger = await run()
    expect(ledger.results.map(({ removed }) => removed)).toEqual([[`parquet/dataset_audio_v1_residue/${partitionOf()}part-00000.parquet`]])
    expect(await contentOf(store)).toEqual(await undisturbed())
  })
})

/** Call a footer entry by another name of the same length. */
function renameEntry(part: Uint8Array, name: string, other: string): Uint8Array {
  const at = Buffer.from(part).lastIndexOf(name)
  expect(at).toBeGreaterThan(0)
  const renamed = part.slice()
  renamed.set(Buffer.from(other), at)
  return renamed
}

describe('when parts are not what was written, their partition is rebuilt', () => {
  const KEY = `parquet/dataset_motion_v1_steps/${partitionOf(1)}part-00000.parquet`

  test('any part is deleted', async () => {
    await run({ partSizeBytes: 1, rowGroupRows: 4 })
    const keys = (await Array.fromAsync(store.list('parquet/'))).map(({ key }) => key)
    const expected = await contentOf(store)
    expect(keys.length).toBeGreaterThan(30)
    for (const key of keys) {
      await store.delete(key)
      const ledger = await run({ partSizeBytes: 1, rowGroupRows: 4 })
      expect(ledger.partitions, key).toEqual({ total: 5, rebuilt: 1, removed: 0, done: 4, failed: 0 })
      expect(await contentOf(store), key).toEqual(expected)
    }
  })

  test.each<[string, string, (part: Uint8Array) => Promise<unknown>, string]>([
    [
      'a stray part of a child',
      KEY.replace('00000', '00007'),
      async (part) => part,
      'parts are missing, or there are some that do not belong to it',
    ],
    [
      'a stray part of the root',
      KEY.replace('_steps', '').replace('00000', '00007'),
      async (part) => part,
      'its last part does not say that the partition is whole',
    ],
    [
      'a part of another run',
      KEY,
      async () => (await store.get(KEY.replace('day=1', 'day=2'))).bytes(),
      'its parts are not those of one run',
    ],
    [
      'a root part that does not say how many rows there are, as of versions before',
      KEY.replace('_steps', ''),
      async () => renameEntry(await (await store.get(KEY.replace('_steps', ''))).bytes(), 'relationalize.rows', 'relationalize.rowz'),
      'its last part does not say that the partition is whole',
    ],
    [
      'something that is no Parquet',
      KEY.replace('_steps', ''),
      async () => new Uint8Array(100),
      'the part that is written last cannot be read',
    ],
    ['nothing at all', KEY.replace('_steps', ''), async () => new Uint8Array(), 'the part that is written last cannot be read'],
  ])('%s', async (_, key, make, reason) => {
    await run()
    const expected = await contentOf(store)
    const part = await (await store.get(KEY)).bytes()
    await store.put(key, (await make(part)) as Uint8Array)
    expect(await todo()).toEqual({ 'Motion_v1 day=1': `stale: ${reason}` })
    await run()
    expect(await contentOf(store)).toEqual(expected)
  })

  test('parts of a table that no plan has any more', async () => {
    await run()
    await store.delete('plans/Motion_v1.json')
    await run({ overrides: { Motion_v1: { '$.steps': { rename: 'walk' } } } })
    expect((await Array.fromAsync(store.list('parquet/dataset_motion_v1_'))).map(({ key }) => key.split('/')[1])).toEqual([
      'dataset_motion_v1_walk',
      'dataset_motion_v1_walk',
      'dataset_motion_v1_walk_taps',
      'dataset_motion_v1_walk_taps',
    ])
    expect(await todo({ overrides: { Motion_v1: { '$.steps': { rename: 'walk' } } } })).toEqual({})
  })

  test('Parquet that no rebuild has written is left alone', async () => {
    await run()
    const foreign = { ...(await contentOf(store)) }
    const part = await (await store.get(KEY)).bytes()
    for (const key of [
      KEY.replace('_steps', '_copy'),
      KEY.replace('parquet/', 'parquet/archive/'),
      KEY.replace('day=1', 'day=3'),
      'parquet/notes.txt',
    ]) {
      foreign[key] = (await store.put(key, part)).etag + ' {}'
    }
    await store.put('parquet/other/part-00000.parquet', new Uint8Array(50))
    expect(await todo()).toEqual({})
    const ledger = await run({ force: true })
    expect(ledger.partitions).toMatchObject({ rebuilt: 5, removed: 0 })
    expect(await contentOf(store)).toMatchObject(foreign)
  })
})

describe('when a schema grows', () => {
  test('a new optional field makes the partitions of its dataset stale, and no others', async () => {
    await run()
    await putObject(store, { dataset: 'Motion_v1', recordId: 'recE', day: 3, documents: [{ n: 1, mood: 'fine' }] })
    await registerAll(store)
    const plan = 'stale: its plan, or an option that shapes it, is another one now'
    expect(await todo()).toEqual({ 'Motion_v1 day=1': plan, 'Motion_v1 day=2': plan, 'Motion_v1 day=3': 'new: there is no Parquet yet' })
    expect(outcomes(await run())).toEqual({ 'Motion_v1 day=1': 'rebuilt', 'Motion_v1 day=2': 'rebuilt', 'Motion_v1 day=3': 'rebuilt' })
    expect(await todo()).toEqual({})
  })

  test('a schema that changes no column changes nothing', async () => {
    await run()
    const before = await contentOf(store, 'parquet/')
    const plans = await contentOf(store, 'plans/')
    await putObject(store, { dataset: 'Task_v1', recordId: 'recF', day: 4, documents: [{ done: null }] })
    await registerAll(store)
    expect(await todo()).toEqual({ 'Task_v1 day=4': 'new: there is no Parquet yet' })
    await run()
    expect(await contentOf(store, 'plans/')).toEqual(plans)
    expect(await contentOf(store, 'parquet/')).toMatchObject(before)
  })

  test('an incompatible one is another version, and leaves every object of the first untouched', async () => {
    await run()
    const before = await contentOf(store)
    await putObject(store, { dataset: 'Motion_v2', recordId: 'recE', documents: [{ n: 'one', steps: {} }] })
    await registerAll(store)
    expect(outcomes(await run())).toEqual({ 'Motion_v2 day=1': 'rebuilt' })
    const { 'registry/motion.json': _, ...untouched } = before
    expect(await contentOf(store)).toMatchObject(untouched)
  })

  test('an option that shapes the output makes everything stale', async () => {
    await run()
    expect(Object.keys(await todo({ rowGroupRows: 4 }))).toEqual(ALL)
    await run({ rowGroupRows: 4, partSizeBytes: 1 })
    expect(await partsOf('dataset_motion_v1')).toEqual(['part-00000.parquet', 'part-00001.parquet', 'part-00002.parquet'])
    expect(await contentOf(store)).toEqual(await undisturbed({ rowGroupRows: 4, partSizeBytes: 1 }))
    await run()
    expect(await partsOf('dataset_motion_v1')).toEqual(['part-00000.parquet'])
  })
})

describe('what cannot be rebuilt fails alone, and the ledger says so', () => {
  const KEY = objectKey({ dataset: 'Motion_v1', recordId: 'recB' })

  test.each([
    ['is no JSON', '{"n": 1}\n{"n": SECRET}\n{"n": 2}\n', 'bad-json', /line 2/],
    ['is no object', '{"n": 1}\n\n"SECRET"\n', 'not-an-object', /line 3/],
    ['holds an array of scalars', '{"n": 1}\n["SECRET"]\n', 'not-an-object', /line 2/],
    ['has a key twice', '{"n": 1}\n{"n": 1}\n{"n": 1, "n": "SECRET"}\n', 'duplicate-key', /line 3/],
    ['is cut off', '{"n": 1}\n{"n": "SECRET', 'bad-json', /line 2/],
    [
      'has another kind of injected field',
      '{"n": 1}\n{"n": 1, "year": "SECRET"}\n',
      'bad-injected-field',
      /"year" is not an integer.*line 2/,
    ],
    ['has an injected text that is no Unicode', '{"n": 1}\n{"n": 1, "recordid": "\\ud800"}\n', 'bad-injected-field', /"recordid".*line 2/],
  ])('a line %s', async (_, text, code, reason) => {
    await run()
    const before = await contentOf(store, 'parquet/')
    await store.put(KEY, new TextEncoder().encode(text))
    await putObject(store, { dataset: 'Motion_v1', recordId: 'recE', day: 2, documents: [{ n: 9 }] })
    const ledger = await run()
    expect(ledger.partitions).toEqual({ total: 5, rebuilt: 1, removed: 0, done: 3, failed: 1 })
    expect(outcomes(ledger)).toEqual({ 'Motion_v1 day=1': 'failed', 'Motion_v1 day=2': 'rebuilt' })
    const [{ error }] = ledger.results as [RebuildLedger['results'][0]]
    expect(error!.code).toBe(code)
    expect(error!.reason).toMatch(reason)
    expect(error!.reason).toContain(KEY)
    expect(JSON.stringify(ledger)).not.toContain('SECRET')
    const after = await contentOf(store, 'parquet/')
    expect(Object.keys(before).filter((key) => before[key] !== after[key] && !/day=2/.test(key))).toEqual([])
  })

  test('bytes that are no UTF-8', async () => {
    await store.put(KEY, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))
    expect((await run()).results.map(({ error }) => error?.code)).toContain('bad-utf8')
  })

  test('a partition too large for one part stays as it was, whole', async () => {
    const small = { partSizeBytes: 1, rowGroupRows: 2 }
    await run(small)
    const before = await contentOf(store, 'parquet/')
    const text = new TextDecoder().decode(await (await store.get(KEY)).bytes())
    await store.put(KEY, new TextEncoder().encode(`${text.replaceAll('"n":', '"m":')}{`))
    expect((await run(small)).partitions).toMatchObject({ rebuilt: 0, failed: 1 })
    expect(await contentOf(store, 'parquet/')).toEqual(before)
  })

  test.each<[string, Road, number]>([
    ['before it is read', 'auto', 1],
    ['between its two readings', 'reference', 2],
  ])('an input that is replaced %s', async (_, road, at) => {
    const watched = watchStore(store)
    let gets = 0
    const racing: Store = {
      ...watched.store,
      get: async (key, getOptions) => {
        if (key === KEY && ++gets === at) await putObject(store, { dataset: 'Motion_v1', recordId: 'recB', documents: [{ n: 7 }] })
        return store.get(key, getOptions)
      },
    }
    const ledger = await run({ road }, racing)
    expect(ledger.results.filter(({ outcome }) => outcome === 'failed').map(({ error }) => error?.code)).toEqual(['input-changed'])
    await run()
    expect(await contentOf(store)).toEqual(await undisturbed())
  })

  test.each<[string, Road, number]>([
    ['on its only reading', 'auto', 1],
    ['on the second of two', 'reference', 2],
  ])('an input of which the store leaves out a line %s', async (_, road, from) => {
    const ledger = await run(
      { road },
      changingInput('recB', from, (lines) => lines.slice(1)),
    )
    expect(ledger.results.filter(({ outcome }) => outcome === 'failed').map(({ error }) => error?.code)).toEqual(['bytes-lost'])
    expect(ledger.partitions).toMatchObject({ rebuilt: 4, failed: 1 })
    await run()
    expect(await contentOf(store)).toEqual(await undisturbed())
  })

  test('a damaged plan, registry file, or a dataset that nobody knows', async () => {
    await run()
    await store.put('plans/Audio_v1.json', new TextEncoder().encode('{"version": 1}'))
    await store.put('registry/task.json', new TextEncoder().encode('[]'))
    await store.put('raw_json/dataset=Unknown_v1/part=1/day=1/a.ndjson', new TextEncoder().encode('{}\n'))
    await store.put('raw_json/dataset=no identifier/day=1/a.ndjson', new TextEncoder().encode('{}\n'))
    const ledger = await run({ force: true })
    expect(ledger.results.map((result) => [shortly(result), result.outcome, result.error?.code])).toEqual([
      ['Audio_v1 day=1', 'failed', 'damaged-plan'],
      ['Motion_v1 day=1', 'rebuilt', undefined],
      ['Motion_v1 day=2', 'rebuilt', undefined],
      ['Task_v1 day=1', 'failed', 'damaged-registry'],
      ['Task_v1 day=2', 'failed', 'damaged-registry'],
      ['Unknown_v1 day=1', 'failed', 'unknown-dataset'],
      ['no identifier day=1', 'failed', 'unknown-dataset'],
    ])
  })

  test('two datasets whose tables would share a folder', async () => {
    await putObject(store, { dataset: 'a_v1', recordId: 'recA', documents: [{ b_v1: [1] }] })
    await putObject(store, { dataset: 'a_v1_b_v1', recordId: 'recA', documents: [{}] })
    await registerAll(store)
    const ledger = await run()
    expect(ledger.results.map((result) => [result.dataset, result.error?.code])).toContainEqual(['a_v1_b_v1', 'table-name-taken'])
    expect(ledger.partitions).toMatchObject({ rebuilt: 6, failed: 1 })
  })

  test('objects that belong to no dataset are told', async () => {
    for (const key of ['raw_json/dataset=Motion_v1/notes.txt', 'raw_json/a.ndjson', 'raw_json/dataset=Motion_v1/_hidden.ndjson']) {
      await store.put(key, new Uint8Array())
    }
    expect((await run()).passedOver).toEqual([
      'raw_json/a.ndjson',
      'raw_json/dataset=Motion_v1/_hidden.ndjson',
      'raw_json/dataset=Motion_v1/notes.txt',
    ])
  })
})

describe('what ends the run', () => {
  test.each<[string, Partial<RebuildOptions>, string]>([
    ['a part size of nothing', { partSizeBytes: 0 }, 'bad-option'],
    ['a row group of nothing', { rowGroupRows: 0 }, 'bad-option'],
    ['no units at once', { concurrency: 0 }, 'bad-option'],
    ['an override of a type that there is not', { overrides: { Zoo_v1: { '$.x': { type: 'decimal' as 'date' } } } }, 'bad-overrides'],
    ['an override that meets nothing', { overrides: { Motion_v1: { '$.nowhere': { json: true } } } }, 'unknown-path'],
    ['an override that would change a plan', { overrides: { Motion_v1: { '$.n': { exclude: true } } } }, 'plan-differs'],
    ['another injection than the plan has', { injection: { ...injection, fields: injection.fields.slice(1) } }, 'plan-differs'],
    ['another convention than the plan has', { convention: 'snake_case' }, 'plan-differs'],
  ])('%s', async (_, bad, code) => {
    await run()
    await expect(rebuild(store, { ...options, ...bad })).rejects.toMatchObject({ name: 'OptionError', code })
  })

  test('another convention than one plan has: nothing is written of datasets that have none yet', async () => {
    await run()
    for (const dataset of ['Audio_v1', 'Motion_v1']) await store.delete(`plans/${dataset}.json`)
    const before = await contentOf(store)
    const refused = { code: 'plan-differs', place: { dataset: 'Task_v1' } }
    await expect(rebuild(store, { ...options, convention: 'snake_case' })).rejects.toMatchObject(refused)
    expect(await contentOf(store)).toEqual(before)
  })

  test('an abort, between partitions', async () => {
    const controller = new AbortController()
    const onProgress = (): void => controller.abort()
    await expect(rebuild(store, { ...options, signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' })
    expect(Object.keys(await todo())).toEqual(ALL.slice(1))
    await run()
    expect(await contentOf(store)).toEqual(await undisturbed())
  })

  test('a partition that lost a document between its inputs and its parts', async () => {
    const losing = changingInput('recA', 2, ([first, ...lines]) => [' '.repeat(first!.length), ...lines])
    await expect(rebuild(losing, { ...options, road: 'reference' })).rejects.toMatchObject({ name: 'LedgerError', code: 'ledger-mismatch' })
    // Not taken for whole.
    expect((await todo())['Motion_v1 day=1']).toMatch(/^(new|stale)/)
  })

  test('a store that keeps other bytes than it was given', async () => {
    const losing: Store = {
      ...store,
      put: async (key, body, putOptions) => {
        const info = await store.put(key, body, putOptions)
        return key.includes('_steps/') ? { ...info, sizeBytes: info.sizeBytes - 1 } : info
      },
    }
    await expect(rebuild(losing, options)).rejects.toMatchObject({ name: 'LedgerError', code: 'bytes-lost' })
  })

  test('a worker whose account does not add up', async () => {
    const losing = async (unit: RebuildUnit): Promise<PartitionResult> => {
      const result = await runRebuildUnit(store, structuredClone(unit))
      return { ...result, written: { ...result.written, cells: result.written.cells - 1 } }
    }
    await expect(rebuild(store, { ...options, run: losing })).rejects.toMatchObject({ name: 'LedgerError', code: 'ledger-mismatch' })
  })
})

test('units can be carried out elsewhere: they are plain JSON', async () => {
  const expected = await undisturbed()
  const units: string[] = []
  const ledger = await run({
    concurrency: 3,
    run: async (unit) => {
      units.push(JSON.stringify(unit))
      return runRebuildUnit(store, JSON.parse(units.at(-1)!) as typeof unit)
    },
  })
  expect(units).toHaveLength(5)
  expect(ledger.partitions.rebuilt).toBe(5)
  expect(await contentOf(store)).toEqual(expected)
})
