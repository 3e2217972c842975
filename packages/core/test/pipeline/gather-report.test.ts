import {
  bridgePreset,
  createMemoryStore,
  forget,
  gatherReport,
  putRunLedger,
  rebuild,
  unpack,
  type ReportData,
  type ReportVersion,
  type Store,
  type UnpackSource,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { watchStore } from '../support/counting-store.js'
import { withDuckDb } from '../support/duckdb.js'
import { archiveOf, EXAMINE, smallStudy } from '../support/study.js'

const { injection } = bridgePreset()

async function run(sources: readonly UnpackSource[], store: Store = createMemoryStore()): Promise<Store> {
  const unpacked = await unpack(sources, store, { examine: EXAMINE })
  await putRunLedger(store, { version: 1, unpack: unpacked, rebuild: await rebuild(store, { injection }) })
  return store
}

function versionOf(report: ReportData, dataset: string): ReportVersion {
  return report.families.flatMap(({ versions }) => versions).find((version) => version.dataset === dataset)!
}

/** What DuckDB counts in the parts of every table: rows, and for each column how many are null. */
async function countByDuckDb(store: Store): Promise<Record<string, { rows: number; nulls: Record<string, number> }>> {
  const parts = new Map<string, Uint8Array[]>()
  for await (const { key } of store.list('parquet/')) {
    const [, table] = key.split('/')
    parts.set(table!, [...(parts.get(table!) ?? []), await (await store.get(key)).bytes()])
  }
  return withDuckDb(async (db) => {
    const counted: Record<string, { rows: number; nulls: Record<string, number> }> = {}
    for (const [table, bytes] of parts) {
      await db.addTable(table, bytes)
      const columns = (await db.query(`DESCRIBE "${table}"`)).map(({ column_name: name }) => String(name))
      const nulls = columns.map((name, i) => `(count(*) - count("${name}"))::INTEGER AS n${i}`)
      const [row] = await db.query(`SELECT count(*)::INTEGER AS rows, ${nulls.join(', ')} FROM "${table}"`)
      counted[table] = { rows: Number(row!['rows']), nulls: Object.fromEntries(columns.map((name, i) => [name, Number(row![`n${i}`])])) }
    }
    return counted
  })
}

describe('rows and nulls', () => {
  test('are those that DuckDB counts, in every table and column', async () => {
    const store = await run(smallStudy(40))
    const report = await gatherReport(store)
    const tables = report.families.flatMap(({ versions }) => versions.flatMap((version) => version.tables))
    const found = tables
      .filter(({ parts }) => parts > 0)
      .map(({ name, rows, columns }) => [name, { rows, nulls: Object.fromEntries(columns.map((column) => [column.name, column.nulls])) }])
    expect(Object.fromEntries(found)).toEqual(await countByDuckDb(store))
    expect(found.length).toBeGreaterThan(3)
    expect(tables.flatMap(({ columns }) => columns).some(({ nulls }) => nulls !== null && nulls > 0)).toBe(true)
  })

  test('of a column that came later count the rows of older parts', async () => {
    const store = await run([archiveOf('a.zip', { 'm.json': [{ x: 1 }, { x: 2 }] })])
    await unpack([archiveOf('b.zip', { 'm.json': [{ x: 3, y: 'z' }] }, { uploadedon: '2024-03-01T00:00:00Z' })], store, {
      examine: EXAMINE,
    })
    // The old partition is left as it is: as when a rebuild was cut off.
    const kept = await Array.fromAsync(store.list('parquet/'), async ({ key }) => [key, await (await store.get(key)).bytes()] as const)
    await rebuild(store, { injection })
    for (const [key, bytes] of kept) await store.put(key, bytes)
    const [table] = versionOf(await gatherReport(store), 'm_v1').tables
    expect(table).toMatchObject({ rows: 3, parts: 2 })
    expect(table!.columns.map(({ name, nulls }) => [name, nulls])).toEqual(
      expect.arrayContaining([
        ['x', 0],
        ['y', 2],
        ['recordid', 0],
      ]),
    )
  })
})

test('partitions have their day, what else they are by, and the rows of all tables', async () => {
  const report = await gatherReport(await run([archiveOf('a.zip', { 'm.json': [{ l: [1, 2] }, { l: [3] }] }), ...smallStudy(3)]))
  expect(versionOf(report, 'm_v1').partitions).toEqual([
    {
      partition: 'assessmentid=walk/year=2024/month=1/day=2/',
      day: '2024-01-02',
      group: 'assessmentid=walk',
      documents: 2,
      rows: 5,
      parts: 2,
      sizeBytes: expect.any(Number) as number,
    },
  ])
  const { partitions, tables } = versionOf(report, 'motion_v1')
  expect(partitions.map(({ day, group }) => [day, group])).toEqual([
    ['2024-01-02', 'assessmentid=spell'],
    ['2024-01-01', 'assessmentid=walk'],
    ['2024-01-03', 'assessmentid=walk'],
  ])
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  expect(sum(partitions.map(({ rows }) => rows))).toBe(sum(tables.map(({ rows }) => rows)))
  expect(sum(partitions.map(({ sizeBytes }) => sizeBytes))).toBe(sum(tables.map(({ sizeBytes }) => sizeBytes)))
})

test('the history tells how each version came to be, and what changed it', async () => {
  const store = await run([
    archiveOf('a.zip', { 'm.json': [{ x: 1 }] }),
    archiveOf('b.zip', { 'm.json': [{ x: 1, y: 2 }] }),
    archiveOf('c.zip', { 'm.json': [{ x: { deep: true } }] }),
  ])
  const [family] = (await gatherReport(store)).families
  expect(family!.versions.map(({ dataset, entries, history }) => ({ dataset, entries, history }))).toEqual([
    {
      dataset: 'm_v1',
      entries: ['m.json'],
      history: [
        expect.objectContaining({ verdict: 'new', comparedWith: null, changes: [] }),
        expect.objectContaining({
          verdict: 'evolves',
          comparedWith: 'm_v1',
          changes: [expect.objectContaining({ path: '$.y', change: 'field-added' })],
        }),
      ],
    },
    {
      dataset: 'm_v2',
      entries: ['m.json'],
      history: [
        expect.objectContaining({
          verdict: 'forks',
          comparedWith: 'm_v1',
          changes: expect.arrayContaining([expect.objectContaining({ path: '$.x', change: 'container-changed' })]) as unknown,
        }),
      ],
    },
  ])
})

test('quarantine is counted by reason, and names no archive and no record', async () => {
  const bad = ['first-secret', 'second-secret'].map((name) => archiveOf(`${name}.zip`, { 'm.json': '{"a":', 'n.json': '[1' }))
  const twice = [
    archiveOf('taken-secret.zip', { 'm.json': [{ a: 1 }] }),
    archiveOf('x-secret.zip', { 'm.json': [{ a: 2 }] }, { recordid: 'taken-secret' }),
  ]
  const odd = archiveOf('odd.reason.json', { 'm.json': '{"a":' }, { recordid: 'odd-secret' })
  const page: UnpackSource = {
    name: 'page-secret.zip',
    version: '1',
    open: async () => ({ name: 'page-secret.zip', metadata: { recordid: 'page' }, bytes: async () => new TextEncoder().encode('<html>') }),
  }
  const report = await gatherReport(await run([...bad, ...twice, odd, page]))
  expect(report.quarantine).toEqual([
    {
      code: 'bad-json',
      archives: 3,
      findings: [
        { entry: 'm.json', reason: expect.stringContaining('line 1') as string, times: 3 },
        { entry: 'n.json', reason: expect.stringContaining('line 1') as string, times: 2 },
      ],
      otherFindings: 0,
    },
    { code: 'duplicate-record', archives: 1, findings: [{ entry: null, reason: '', times: 1 }], otherFindings: 0 },
    {
      code: 'not-an-archive',
      archives: 1,
      findings: [{ entry: null, reason: expect.stringContaining('neither a ZIP archive') as string, times: 1 }],
      otherFindings: 0,
    },
  ])
  expect(report.archives).toEqual({ taken: 1, quarantined: 5, duplicate: 0, forgotten: 0 })
  expect(JSON.stringify(report)).not.toContain('secret')
})

test('no value is in it, wherever the destination has it', async () => {
  const values = {
    text: 'value-secret',
    list: ['value-secret-2'],
    map: { '2024-01-01': 73_313, '2024-01-02': 73_314, '2024-01-03': 73_315 },
  }
  const report = await gatherReport(await run([archiveOf('a.zip', { 'm.json': [values] }, { healthcode: 'code-secret' })]))
  expect(JSON.stringify(report)).not.toMatch(/secret|7331/)
})

describe('runs', () => {
  test('are the last ones, with what they counted', async () => {
    const store = await run(smallStudy(7))
    await putRunLedger(store, {
      version: 1,
      forget: await forget(store, { records: ['000'] }),
      rebuild: await rebuild(store, { injection }),
    })
    await store.put('ledger/run-000003.json', new TextEncoder().encode('{"cut'))
    const report = await gatherReport(store, { runs: 3 })
    expect(report.runs.map(({ number, steps }) => [number, steps?.map(({ name }) => name)])).toEqual([
      [3, undefined],
      [2, ['rebuild', 'forget']],
      [1, ['unpack', 'rebuild']],
    ])
    expect(report.runs[2]!.steps![0]!.counts[0]).toEqual({
      of: 'archives',
      numbers: { total: 7, done: 0, failed: 0, taken: 6, quarantined: 1, duplicate: 0, forgotten: 0 },
    })
    expect(report.runsInAll).toBe(3)
    expect((await gatherReport(store, { runs: 1 })).runs.map(({ number }) => number)).toEqual([3])
  })
})

test('a destination is read without a write, in any order to the same report, and Parquet by its footers', async () => {
  const store = await run(smallStudy(20))
  const watched = watchStore(store)
  const one = await gatherReport(watched.store, { concurrency: 1 })
  const parts = watched.calls.filter((call) => call.includes('parquet/') && !call.startsWith('list '))
  expect(parts.filter((call) => !/^get .* range$/.test(call))).toEqual([])
  expect(parts.length).toBeGreaterThan(5)
  expect(watched.calls.filter((call) => /^(put|delete) |^get raw_json/.test(call))).toEqual([])
  expect(await gatherReport(store, { concurrency: 7 })).toEqual(one)
  expect(JSON.parse(JSON.stringify(one))).toEqual(one)
})

test('what is no part of ours is counted, and left alone', async () => {
  const store = await run(smallStudy(3))
  const parts = await Array.fromAsync(store.list('parquet/'), async ({ key }) => (await store.get(key)).bytes())
  await store.put('parquet/foreign/part-00000.parquet', parts[0]!)
  await store.put('parquet/foreign/part-00001.parquet', new TextEncoder().encode('no Parquet, but long enough'))
  await store.put('parquet/archive/m_v1_1/m/part-00000.parquet', parts[0]!)
  expect((await gatherReport(store)).otherParts).toBe(2)
})

test('nothing is there yet', async () => {
  expect(await gatherReport(createMemoryStore())).toEqual({
    version: 1,
    archives: { taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 },
    families: [],
    quarantine: [],
    runs: [],
    runsInAll: 0,
    otherParts: 0,
  })
})
