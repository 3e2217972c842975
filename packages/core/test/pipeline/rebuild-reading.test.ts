import {
  createMemoryStore,
  equalJson,
  inferSchema,
  openDatasets,
  openRegistry,
  parsePartitionPath,
  rebuild,
  type BridgeDownstreamError,
  type JsonValue,
  type RebuildOptions,
  type Store,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrayId } from '../../src/names/array-ids.js'
import { documents as anyJson } from '../support/documents.js'
import { withDuckDb } from '../support/duckdb.js'
import { injection, objectKey, putObject, putStudy, readLines, registerAll } from './json-datasets.js'

async function rebuildAll(store: Store, further: Partial<RebuildOptions> = {}): Promise<void> {
  const { partitions } = await rebuild(store, { injection, ...further })
  expect(partitions.failed).toBe(0)
}

/** Every document is there again, where it was, with what was injected. */
async function expectSameDocuments(store: Store): Promise<number> {
  const lines = await readLines(store)
  const rebuilt = []
  for (const dataset of await openDatasets(store)) {
    for await (const document of dataset.documents()) rebuilt.push({ ...document, dataset: dataset.plan.dataset })
  }
  expect(rebuilt.length).toBe(lines.length)
  for (const [i, line] of lines.entries()) {
    const { dataset, position, injected, value } = rebuilt[i]!
    const numbers = Object.fromEntries(
      Object.entries(injected).map(([name, cell]) => [name, typeof cell === 'bigint' ? Number(cell) : cell]),
    )
    expect([dataset, position, numbers]).toEqual([line.dataset, line.position, line.injected])
    expect(equalJson(value, line.document), `${line.key} line ${position + 1}`).toBe(true)
  }
  return rebuilt.length
}

describe('documents are rebuilt from the partitions as they were', () => {
  test.each<[string, Partial<RebuildOptions>]>([
    ['in one part each', {}],
    ['in many small parts', { rowGroupRows: 3, partSizeBytes: 1 }],
  ])('%s', async (_, options) => {
    const store = createMemoryStore()
    await putStudy(store)
    await rebuildAll(store, options)
    expect(await expectSameDocuments(store)).toBe(26)
  })

  test('whatever they hold', async () => {
    const objects = anyJson.filter(
      (value) => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype,
    )
    let count = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(objects, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (entries) => {
        const store = createMemoryStore()
        for (const [i, documents] of entries.entries()) {
          const own = documents.map((document) => withoutInjected(document))
          await putObject(store, { dataset: 'Any_v1', recordId: `r${i}`, documents: own, day: 1 + (i % 2) })
        }
        await registerAll(store)
        if ((await readLines(store)).length === 0) return
        await rebuildAll(store, { rowGroupRows: 2, partSizeBytes: 1 })
        count += await expectSameDocuments(store)
      }),
      { numRuns: 150, seed: 5 },
    )
    console.info(`${count} generated documents`)
    expect(count).toBeGreaterThan(300)
  })
})

/** A field that is called as an injected one has been renamed before a document gets here. */
function withoutInjected(document: JsonValue): JsonValue {
  const names = new Set(injection.fields.map(({ name }) => name))
  return Object.fromEntries(Object.entries(document as Record<string, JsonValue>).filter(([key]) => !names.has(key)))
}

describe('DuckDB reads each partition', () => {
  test('children join their parents on (recordid, id), exactly', async () => {
    const store = createMemoryStore()
    await putStudy(store)
    await rebuildAll(store, { rowGroupRows: 4, partSizeBytes: 1 })
    const partitions = new Set<string>()
    for await (const { key } of store.list('parquet/dataset_motion_v1/'))
      partitions.add(/\/(.*\/)part-/.exec(key.slice('parquet/'.length))![1]!)
    expect(partitions.size).toBe(2)
    for (const partition of partitions) {
      const lines = (await readLines(store)).filter(({ dataset, key }) => dataset === 'Motion_v1' && key.includes(partition))
      const steps = lines.flatMap(({ document }) => (document as { steps: { at: number; taps: number[] }[] }).steps)
      await withDuckDb(async (db) => {
        for (const table of ['dataset_motion_v1', 'dataset_motion_v1_steps', 'dataset_motion_v1_steps_taps']) {
          const parts: Uint8Array[] = []
          for await (const { key } of store.list(`parquet/${table}/${partition}`)) parts.push(await (await store.get(key)).bytes())
          expect(parts.length, table).toBeGreaterThan(2)
          await db.addTable(table, parts)
        }
        const [counts] = await db.query(`
          SELECT count(*)::INT AS joined, count(DISTINCT (m.recordid, m.steps))::INT AS arrays, sum(s.at) AS at
          FROM dataset_motion_v1 m JOIN dataset_motion_v1_steps s ON m.recordid = s.recordid AND m.steps = s.id`)
        expect(counts).toEqual({
          joined: steps.length,
          arrays: lines.filter(({ document }) => (document as { steps: unknown[] }).steps.length > 0).length,
          at: steps.reduce((sum, { at }) => sum + at, 0),
        })
        const [taps] = await db.query(`
          SELECT count(*)::INT AS joined FROM dataset_motion_v1_steps s
          JOIN dataset_motion_v1_steps_taps t ON s.recordid = t.recordid AND s.taps = t.id`)
        expect(taps).toEqual({ joined: steps.reduce((sum, step) => sum + step.taps.length, 0) })
        const keys = parsePartitionPath(partition).map(([name, value]) => [name, name === 'assessmentid' ? value : Number(value)])
        const injected = await db.query(
          'SELECT DISTINCT assessmentid, year::INT AS year, month::INT AS month, day::INT AS day FROM dataset_motion_v1_steps_taps',
        )
        expect(injected).toEqual([Object.fromEntries(keys)])
      })
    }
  })
})

/** For each document of the root table: record, entry, position and the id of its array. */
async function origins(store: Store): Promise<unknown[]> {
  return withDuckDb(async (db) => {
    const parts: Uint8Array[] = []
    for await (const { key } of store.list('parquet/dataset_list_v1/')) parts.push(await (await store.get(key)).bytes())
    await db.addTable('list', parts)
    const rows = await db.query('SELECT recordid, entrypath, entryposition::INT AS position, xs::VARCHAR AS id FROM list')
    return rows.map(({ recordid, entrypath, position, id }) => [recordid, entrypath, position, id])
  })
}

function id(ordinal: number, position: number): string {
  const { upper, lower } = arrayId(ordinal, position, 0)
  return ((BigInt(upper) << 32n) + BigInt(lower)).toString()
}

describe('where documents come from', () => {
  const documents = [{ xs: [1] }, { xs: [2] }]

  test('an object says its entry', async () => {
    const store = createMemoryStore()
    await putObject(store, { dataset: 'list_v1', recordId: 'r', documents, entry: { path: 'ä/b c.json', ordinal: 7 } })
    await registerAll(store)
    await rebuildAll(store)
    expect(await origins(store)).toEqual([
      ['r', 'ä/b c.json', 0, id(7, 0)],
      ['r', 'ä/b c.json', 1, id(7, 1)],
    ])
  })

  test('one that does not is its file, at its place among the objects of the record', async () => {
    const store = createMemoryStore()
    for (const [recordId, fileName] of [
      ['r', 'b'],
      ['r', 'a'],
      ['s', 'c'],
      ['r', 'd'],
    ] as const) {
      await putObject(store, { dataset: 'list_v1', recordId, fileName, documents: documents.slice(1), entry: null })
    }
    await registerAll(store)
    await rebuildAll(store)
    expect(await origins(store)).toEqual([
      ['r', 'a.ndjson', 0, id(0, 0)],
      ['r', 'b.ndjson', 0, id(1, 0)],
      ['s', 'c.ndjson', 0, id(0, 0)],
      ['r', 'd.ndjson', 0, id(2, 0)],
    ])
  })

  test('its place is the next that is free, where others of the record say theirs', async () => {
    const store = createMemoryStore()
    const put = async (fileName: string, ordinal?: number): Promise<string> =>
      putObject(store, {
        dataset: 'list_v1',
        recordId: 'r',
        fileName,
        documents: documents.slice(1),
        entry: ordinal === undefined ? null : { path: `${fileName}.json`, ordinal },
      })
    await put('a')
    await put('b', 0)
    await put('c', 1)
    await put('d')
    await registerAll(store)
    await rebuildAll(store)
    expect(await origins(store)).toEqual([
      ['r', 'a.ndjson', 0, id(2, 0)],
      ['r', 'b.json', 0, id(0, 0)],
      ['r', 'c.json', 0, id(1, 0)],
      ['r', 'd.ndjson', 0, id(3, 0)],
    ])
  })

  test('entries of two archives of a record that have the same place are told apart', async () => {
    const store = createMemoryStore()
    for (const fileName of ['r', 'r-walk']) {
      const entry = { path: `${fileName}.json`, ordinal: 0 }
      await putObject(store, { dataset: 'list_v1', recordId: 'r', fileName, documents: documents.slice(1), entry })
    }
    await registerAll(store)
    await rebuildAll(store)
    expect(await origins(store)).toEqual([
      ['r', 'r-walk.json', 0, id(0, 0)],
      ['r', 'r.json', 0, id(1, 0)],
    ])
  })

  test('two that say they are the same entry of one record are an error that names both', async () => {
    const store = createMemoryStore()
    await putObject(store, { dataset: 'list_v1', recordId: 'r', documents })
    await putObject(store, { dataset: 'list_v1', recordId: 'r', fileName: 'r-motion', documents })
    await registerAll(store)
    const { results } = await rebuild(store, { injection })
    expect(results.map(({ error }) => error?.code)).toEqual(['same-entry-twice'])
    for (const fileName of ['r', 'r-motion'])
      expect(results[0]!.error!.reason).toContain(objectKey({ dataset: 'list_v1', recordId: 'r', fileName }))
  })

  test('a line without injected fields has its record from the file, and nulls', async () => {
    const store = createMemoryStore()
    await store.put('raw_json/dataset=list_v1/x.ndjson', new TextEncoder().encode('\ufeff{"xs": [1]}\r\n\r\n[{"xs": [2]}, {"xs": [3]}]'))
    await openRegistry(store).register({ entryName: 'list.json', dataset: 'list_v1', schema: inferSchema(documents) })
    await rebuildAll(store)
    expect(await origins(store)).toEqual([0, 1, 2].map((position) => ['x', 'x.ndjson', position, id(0, position)]))
  })

  test('without a field for it, the record is the file', async () => {
    const store = createMemoryStore()
    await putObject(store, { dataset: 'list_v1', recordId: 'r', fileName: 'r-a', documents })
    await registerAll(store)
    const fields = injection.fields.map((field) => ({ ...field, from: { metadata: field.name } }))
    await rebuildAll(store, { injection: { ...injection, fields } })
    expect(await origins(store)).toEqual([0, 1].map((position) => ['r', 'motion.json', position, id(0, position)]))
  })
})

describe('partitions of before and after a plan was extended are read together', () => {
  const before = [{ n: 1, list: [1] }, { n: 2, list: [], gone: null }, { n: 3 }]
  const after = [{ n: 4, added: 'x', list: [2], more: [{ y: [true] }], gone: 'here' }, { n: 5, gone: null }, { n: 6 }]

  test.each([
    ['before', 1, 2],
    ['after', 2, 1],
  ])('those of before come %s the others by their keys', async (_, dayOfOld, dayOfNew) => {
    const store = createMemoryStore()
    await putObject(store, { dataset: 'Grown_v1', recordId: 'old', documents: before, day: dayOfOld })
    await registerAll(store)
    await rebuildAll(store)
    const old = await Array.fromAsync(store.list('parquet/'), async ({ key }) => ({ key, bytes: await (await store.get(key)).bytes() }))
    await putObject(store, { dataset: 'Grown_v1', recordId: 'new', documents: after, day: dayOfNew })
    await registerAll(store)
    await rebuildAll(store)
    expect(await expectSameDocuments(store)).toBe(6)
    // As if the rebuild of this partition had failed.
    for (const { key, bytes } of old) await store.put(key, bytes)
    for await (const { key } of store.list('parquet/')) {
      if (key.includes(`day=${dayOfOld}/`) && !old.some((part) => part.key === key)) await store.delete(key)
    }
    expect(await expectSameDocuments(store)).toBe(6)
    const [dataset] = await openDatasets(store)
    expect(dataset!.plan.tables.map(({ kind }) => kind)).toEqual(['root', 'array', 'array', 'array', 'residue'])
  })
})

test.each([
  ['is missing', undefined, []],
  ['is damaged', 100, ['bad-parquet']],
])('a partition of which a part %s is told by its place, and the others go on', async (_, bytes, before) => {
  const store = createMemoryStore()
  await putStudy(store)
  await rebuildAll(store)
  const whole = (await openDatasets(store)).find(({ dataset }) => dataset === 'Motion_v1')!
  const documents = await Array.fromAsync(whole.documents())
  const lost = whole.parts.get('dataset_motion_v1_steps')![0]!
  await (bytes === undefined ? store.delete(lost) : store.put(lost, new Uint8Array(bytes)))
  const faults: BridgeDownstreamError[] = []
  const onFault = (fault: BridgeDownstreamError): unknown => faults.push(fault)
  const dataset = (await openDatasets(store, { onFault })).find((stored) => stored.dataset === 'Motion_v1')
  await expect(Array.fromAsync(dataset!.documents())).rejects.toMatchObject({ code: 'rows-missing' })
  expect(faults.splice(0).map(({ code }) => code)).toEqual(before)
  const rest = await Array.fromAsync(dataset!.documents({ onFault }))
  const day = /day=\d+/.exec(lost)![0]
  expect(faults.map(({ code, place }) => ({ code, ...place }))).toEqual([
    { code: 'rows-missing', dataset: 'Motion_v1', table: 'dataset_motion_v1_steps', key: expect.stringContaining(day) },
  ])
  expect(rest.length).toBeGreaterThan(0)
  expect(rest).toEqual(documents.filter(({ injected }) => `day=${String(injected['day'])}` !== day))
})
