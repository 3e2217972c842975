import {
  inferSchema,
  parseJsonDocuments,
  planTables,
  relationalize,
  stringifyJson,
  type JsonValue,
  type RelationalizedTable,
} from '@bridge-downstream/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents } from '../support/documents.js'
import { edgeDocuments, edgePlan } from './edge-values.js'
import { expectThreeReaders } from './expect-three-readers.js'
import { DuckDbReader } from './read-columns.js'
import { flatColumns, flattenTables, writePart } from './write-tables.js'

let duckdb: DuckDbReader
beforeAll(async () => {
  duckdb = await DuckDbReader.open()
})
afterAll(() => duckdb[Symbol.asyncDispose]())

test.each([
  ['all in one row group', undefined],
  ['a row to each row group', 1],
  ['row groups of seven rows', 7],
])('every column type, at its edges: %s', async (_, rowGroupRows) => {
  const docs = edgeDocuments(30)
  const tables = flattenTables(edgePlan(docs), docs, { rowGroupRows })
  expect(tables.map(({ table, batches }) => [table.path, batches.reduce((rows, batch) => rows + batch.rows, 0)])).toEqual([
    ['$', 30],
    ['$.empty[]', 0],
    ['$.list[]', 28],
    ['$', 0],
  ])
  expect(tables[0]!.table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'recordid string',
    'entrypath string',
    'entryposition integer',
    'boolean boolean',
    'date date',
    'empty integer',
    'integer integer',
    'list integer',
    'nothing string',
    'number number',
    'string string',
    'timestamp timestamp',
  ])
  for (const flat of tables) await expectThreeReaders(duckdb, [writePart(flat)], flatColumns(flat))
})

test('pages of several kinds: dictionaries, a zero with a sign among few values, text beyond the size of a page', async () => {
  const docs = Array.from({ length: 5000 }, (_, i): JsonValue => ({
    few: i % 3,
    sign: i % 100 === 0 ? -0 : i % 2,
    word: `word ${i % 7}`,
    unique: `text ${'x'.repeat(i % 500)} ${i}`,
    integer: 2n ** 62n + BigInt(i),
    number: Math.sin(i),
    rare: i === 4321 ? 'here' : null,
    flag: i % 5 === 0,
  }))
  const plan = planTables(inferSchema(docs), { dataset: 'pages_v1' })
  for (const flat of flattenTables(plan, docs, { rowGroupRows: 4000 })) {
    await expectThreeReaders(duckdb, [writePart(flat)], flatColumns(flat))
  }
})

test('a table without rows, whose column is named as bytes of a footer', async () => {
  const hostile = '\u0016\u0000\u0019\u0000'
  const plan = planTables(inferSchema([{ l: [{ [hostile]: 1 }] }]), { dataset: 'empty_v1', convention: 'identity' })
  const [, child] = flattenTables(plan, [{ l: [] }])
  expect([child!.table.columns.map(({ name }) => name), child!.batches]).toEqual([['recordid', 'id', 'index', hostile], []])
  await expectThreeReaders(duckdb, [writePart(child!)], flatColumns(child!))
})

/** What a run writes, and what its documents are when they are flattened by its plan. */
async function expectRunReadable(
  docs: readonly JsonValue[],
  options: { readonly rowGroupRows: number; readonly partSizeBytes: number },
): Promise<{ tables: number; parts: number }> {
  const text = `[${docs.map(stringifyJson).join(',')}]`
  const bytes = new TextEncoder().encode(text)
  const run = relationalize({ name: 'e.json', recordId: 'r', bytes: async () => bytes }, options)
  const parts: RelationalizedTable[] = await Array.fromAsync(run)
  const flat = flattenTables(parts[0]!.plan, [...parseJsonDocuments(text)], options)
  const byTable = Map.groupBy(parts, ({ table }) => table.name)
  for (const table of flat) {
    const found = (byTable.get(table.table.name) ?? []).toSorted((a, b) => a.part - b.part)
    // A residue without rows is not written.
    if (found.length === 0) expect([table.table.kind, table.batches]).toEqual(['residue', []])
    else await expectThreeReaders(duckdb, found.map((part) => part.bytes), flatColumns(table)) // prettier-ignore
  }
  return { tables: byTable.size, parts: parts.length }
}

test('generated documents, in row groups and parts of any size', async () => {
  let tables = 0
  let parts = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(documents, { minLength: 1, maxLength: 8 }),
      fc.record({ rowGroupRows: fc.integer({ min: 1, max: 20 }), partSizeBytes: fc.constantFrom(1, 2000, 1e9) }),
      async (docs, options) => {
        const written = await expectRunReadable(docs, options)
        tables += written.tables
        parts += written.parts
      },
    ),
    { numRuns: 100, seed: 1 },
  )
  console.info(`read by three readers: ${tables} tables in ${parts} parts`)
  expect(parts).toBeGreaterThan(tables)
})
