import { inferSchema, parseJson, planTables, stringifyJson, type Cell, type ColumnType, type JsonValue } from '@bridge-downstream/core'
import type { DuckDBValue } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents } from '../support/documents.js'
import { edgeDocuments, edgePlan } from './edge-values.js'
import { duckDbCell, DuckDbReader } from './read-columns.js'
import { flattenTables, storedCell, writePart, type FlatTable } from './write-tables.js'

/** Text up to this length is kept whole in statistics. */
const EXACT_BYTES = 256

interface ChunkStatistics {
  readonly rowGroup: number
  readonly column: string
  readonly values: number
  readonly nulls: number
  readonly min: Cell
  readonly max: Cell
}

let duckdb: DuckDbReader
beforeAll(async () => {
  duckdb = await DuckDbReader.open()
})
afterAll(() => duckdb[Symbol.asyncDispose]())

/** Of the values themselves; where a zero is the least or the greatest, with the sign that Parquet wants there. */
function trueStatistics({ table, batches }: FlatTable): ChunkStatistics[] {
  return batches.flatMap((batch, rowGroup) =>
    table.columns.map(({ name, type }, i) => {
      const present = batch.cells(i).filter((cell) => cell !== null)
      const sorted = present.map((cell) => storedCell(cell, type)!).sort(compareCells)
      return {
        rowGroup,
        column: name,
        values: batch.rows,
        nulls: batch.rows - present.length,
        min: sorted[0] === 0 && type === 'number' ? -0 : (sorted[0] ?? null),
        max: sorted.at(-1) === 0 ? 0 : (sorted.at(-1) ?? null),
      }
    }),
  )
}

function compareCells(a: NonNullable<Cell>, b: NonNullable<Cell>): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : Number(a > b)
}

async function writtenStatistics({ table, batches }: FlatTable): Promise<(ChunkStatistics & { readonly isExact: boolean })[]> {
  const sql = `SELECT row_group_id, path_in_schema, num_values, stats_null_count, stats_min, stats_max,
    encode(stats_min_value) AS min, encode(stats_max_value) AS max,
    coalesce(min_is_exact, true) AND coalesce(max_is_exact, true) AS is_exact
    FROM parquet_metadata(?) ORDER BY row_group_id, column_id`
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  return (await duckdb.query(sql, [writePart({ table, batches })])).map((row) => {
    expect([row['stats_min'], row['stats_max']]).toEqual([null, null])
    const column = row['path_in_schema'] as string
    return {
      rowGroup: Number(row['row_group_id']),
      column,
      values: Number(row['num_values']),
      nulls: Number(row['stats_null_count']),
      min: readBound(row['min']!, types.get(column)!),
      max: readBound(row['max']!, types.get(column)!),
      isExact: row['is_exact'] as boolean,
    }
  })
}

/** DuckDB gives bounds as text. */
function readBound(bound: DuckDBValue, type: ColumnType): Cell {
  if (bound === null) return null
  const text = duckDbCell(bound) as string
  switch (type) {
    case 'boolean':
      return text === 'true'
    case 'integer':
      return BigInt(text)
    case 'number':
      return Number(text)
    case 'timestamp':
      return microsOf(text)
    case 'date':
      return Date.parse(`${text}T00:00:00Z`) / 86_400_000
    default:
      return text
  }
}

function microsOf(text: string): bigint {
  const [, seconds, fraction = ''] = /^(.*?\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)!
  return BigInt(Date.parse(`${seconds!.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

async function expectTrueStatistics(flat: FlatTable): Promise<number> {
  const written = await writtenStatistics(flat)
  expect(written).toEqual(trueStatistics(flat).map((chunk) => ({ ...chunk, isExact: true })))
  return written.length
}

test.each([
  ['one row group', undefined],
  ['a row to each row group', 1],
  ['row groups of seven rows', 7],
])('minimum, maximum and null count of every column type at its edges: %s', async (_, rowGroupRows) => {
  const docs = edgeDocuments(30, { longTextBytes: EXACT_BYTES })
  for (const flat of flattenTables(edgePlan(docs), docs, { rowGroupRows })) await expectTrueStatistics(flat)
})

test.each<[string, JsonValue[], Cell, Cell]>([
  ['only -0', [-0, -0], -0, 0],
  ['only +0 among fractions', [0, 0, null], -0, 0],
  ['zero is the least', [0, 0.5], -0, 0.5],
  ['zero is the greatest', [-0.5, -0], -0.5, 0],
  ['zero is neither', [-0.5, 0, -0, 0.5], -0.5, 0.5],
  ['subnormals', [5e-324, -5e-324], -5e-324, 5e-324],
])('the sign of a zero that is a bound: %s', async (_, values, min, max) => {
  // A fraction elsewhere makes the column one of doubles.
  const plan = planTables(inferSchema([{ a: 0.5 }, { a: null }, {}]), { dataset: 'zero_v1' })
  const [root] = flattenTables(
    plan,
    values.map((a) => ({ a })),
  )
  const written = await writtenStatistics(root!)
  expect(written.find(({ column }) => column === 'a')).toEqual({
    rowGroup: 0,
    column: 'a',
    values: values.length,
    nulls: values.filter((value) => value === null).length,
    min,
    max,
    isExact: true,
  })
})

test('generated documents, every table, row group and column', async () => {
  let chunks = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(documents, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(undefined, 1, 3),
      async (generated, rowGroupRows) => {
        const docs = generated.map((doc) => parseJson(stringifyJson(doc)))
        const plan = planTables(inferSchema(docs), { dataset: 'generated_v1' })
        for (const flat of flattenTables(plan, docs, { rowGroupRows })) chunks += await expectTrueStatistics(flat)
      },
    ),
    { numRuns: 100, seed: 1 },
  )
  console.info(`statistics of ${chunks} column chunks`)
  expect(chunks).toBeGreaterThan(5000)
})

test('bounds of longer text are short, hold, and are marked as not exact', async () => {
  const long = (text: string): string => text.repeat(EXACT_BYTES)
  const cases: readonly (readonly [string, string, string])[] = [
    // As the greatest value, a beginning counts one up in its last character.
    [long('a'), 'a'.repeat(EXACT_BYTES), 'a'.repeat(EXACT_BYTES)],
    [`${long('a')}b`, 'a'.repeat(EXACT_BYTES), `${'a'.repeat(EXACT_BYTES - 1)}b`],
    [long('€'), '€'.repeat(85), `${'€'.repeat(84)}₭`],
    [long('😀'), '😀'.repeat(64), `${'😀'.repeat(63)}😁`],
    // Nothing shorter is greater.
    [long('\u{10ffff}'), '\u{10ffff}'.repeat(64), long('\u{10ffff}')],
  ]
  const found = await Promise.all(
    cases.map(async ([text]) => {
      const plan = planTables(inferSchema([{ a: text }]), { dataset: 'long_v1' })
      const [root] = flattenTables(plan, [{ a: text }])
      const { min, max, isExact } = (await writtenStatistics(root!)).find(({ column }) => column === 'a')!
      expect(Buffer.compare(Buffer.from(min as string), Buffer.from(text))).toBeLessThanOrEqual(0)
      expect(Buffer.compare(Buffer.from(max as string), Buffer.from(text))).toBeGreaterThanOrEqual(0)
      return [min, max, isExact]
    }),
  )
  expect(found).toEqual(cases.map(([text, min, max]) => [min, max, Buffer.byteLength(text) <= EXACT_BYTES]))
})
