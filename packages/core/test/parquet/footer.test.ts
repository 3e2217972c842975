import {
  joinPlan,
  openPart,
  relationalize,
  type ArchiveSource,
  type PlanSlice,
  type RelationalizedTable,
  type RelationalizeOptions,
} from '@bridge-downstream/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DuckDbReader } from './read-columns.js'

let duckdb: DuckDbReader
beforeAll(async () => {
  duckdb = await DuckDbReader.open()
})
afterAll(() => duckdb[Symbol.asyncDispose]())

function sourceOf(name: string, text: string): ArchiveSource {
  return { name, recordId: name, bytes: async () => new TextEncoder().encode(text) }
}

const SOURCES: readonly ArchiveSource[] = [
  sourceOf('a/answers.json', '[{"q":"one","choices":[1,2],"days":{"2024-01-01":{"x":[true]}}},{"q":null,"choices":[],"extra":{}}]'),
  sourceOf('b/answers.json', '{"q":"two","choices":[0.5],"days":{"2024-01-02":{"x":[]},"2024-01-03":null}}'),
  sourceOf('c/answers.json', '{"q":"three"}'),
  sourceOf('steps.ndjson', '{"n":1}\n{"n":2}\n'),
]

async function partsOf(sources: Parameters<typeof relationalize>[0], options: RelationalizeOptions = {}): Promise<RelationalizedTable[]> {
  return Array.fromAsync(relationalize(sources, options))
}

async function footerEntries(bytes: Uint8Array): Promise<Record<string, string>> {
  const rows = await duckdb.query('SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(?)', [bytes])
  return Object.fromEntries(rows.map(({ key, value }) => [key as string, value as string]))
}

test('every part says what it is, and the plan comes back from the parts', async () => {
  const parts = await partsOf(SOURCES, { partSizeBytes: 1, rowGroupRows: 2 })
  const slices = new Map<string, PlanSlice[]>()
  const origins = new Map<string, Set<string>>()
  for (const { dataset, bytes, table, part } of parts) {
    const { 'relationalize.rows': rows, ...entries } = await footerEntries(bytes)
    const own = parts.filter((other) => other.dataset === dataset)
    const isLast = table.kind === 'root' && own.every((other) => other.table.name !== table.name || other.part <= part)
    expect(rows === undefined ? undefined : JSON.parse(rows)).toEqual(isLast ? rowsOf(own) : undefined)
    expect(Object.keys(entries)).toEqual([
      'relationalize.version',
      'relationalize.dataset',
      'relationalize.fingerprint',
      'relationalize.inputs',
      'relationalize.plan',
    ])
    const { 'relationalize.plan': plan = '', ...origin } = entries
    expect(origin).toEqual({
      'relationalize.version': '1',
      'relationalize.dataset': dataset,
      'relationalize.fingerprint': expect.stringMatching(/^fp1:exact:[0-9a-f]{64}$/),
      'relationalize.inputs': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const slice = JSON.parse(plan) as PlanSlice
    expect(slice.table).toEqual(table)
    slices.set(dataset, [...(slices.get(dataset) ?? []), slice])
    origins.set(dataset, (origins.get(dataset) ?? new Set()).add(JSON.stringify(origin)))
  }
  expect([...slices.keys()].map((dataset) => joinPlan(slices.get(dataset)!.toReversed()))).toEqual([
    ...new Map(parts.map(({ dataset, plan }) => [dataset, plan])).values(),
  ])
  // One origin for each dataset, and none alike.
  expect([...origins.values()].map((of) => of.size)).toEqual([1, 1])
  expect(new Set([...origins.values()].flatMap((of) => [...of])).size).toBe(2)
})

function rowsOf(parts: readonly RelationalizedTable[]): Record<string, number> {
  const rows: Record<string, number> = {}
  for (const part of parts) if (part.rows > 0) rows[part.table.name] = (rows[part.table.name] ?? 0) + part.rows
  return rows
}

test('our own reader finds the same entries as DuckDB', async () => {
  for (const { bytes } of await partsOf(SOURCES)) {
    expect(Object.fromEntries((await openPart(bytes)).metadata)).toEqual(await footerEntries(bytes))
  }
})

test('the digest of the inputs changes with a name or a byte of an input, and with nothing else', async () => {
  const digest = async (sources: readonly ArchiveSource[], options: RelationalizeOptions = {}): Promise<string> =>
    (await footerEntries((await partsOf(sources, options))[0]!.bytes))['relationalize.inputs']!
  const one = sourceOf('a.json', '{"n":1}')
  const digests = await Promise.all([
    digest([one]),
    digest([one], { rowGroupRows: 1, convention: 'snake_case' }),
    digest([sourceOf('A.json', '{"n":1}')]),
    digest([sourceOf('a.json', '{"n":2}')]),
    digest([sourceOf('a.json', '{"n":1} ')]),
  ])
  expect(digests.map((hex) => digests.indexOf(hex))).toEqual([0, 0, 2, 3, 4])
})

test('the same inputs give the same bytes, in whatever order and form they come', async () => {
  for (const [options, parts] of [
    [{}, 6],
    [{ rowGroupRows: 2, partSizeBytes: 1 }, 9],
  ] as const) {
    const first = await partsOf(SOURCES, options)
    expect(first.length).toBe(parts)
    expect(await partsOf(SOURCES, options)).toEqual(first)
    expect(await partsOf(SOURCES.toReversed(), options)).toEqual(first)
    async function* oneByOne(): AsyncGenerator<ArchiveSource> {
      yield* [2, 0, 3, 1].map((i) => SOURCES[i]!)
    }
    expect(await partsOf(oneByOne(), options)).toEqual(first)
  }
})

test('row groups hold at most 122,880 rows', async () => {
  const documents = 130_000
  const text = Array.from({ length: documents }, (_, i) => `{"n":${i},"l":[${i}]}`).join('\n')
  const parts = await partsOf([sourceOf('tiny.ndjson', text)])
  expect(parts.map(({ table, rows }) => [table.path, rows])).toEqual([
    ['$', documents],
    ['$.l[]', documents],
  ])
  for (const { bytes } of parts) {
    expect(
      await duckdb.query(
        'SELECT row_group_id::INT AS id, any_value(row_group_num_rows)::INT AS n FROM parquet_metadata(?) GROUP BY ALL ORDER BY ALL',
        [bytes],
      ),
    ).toEqual([
      { id: 0, n: 122_880 },
      { id: 1, n: 7_120 },
    ])
  }
})
