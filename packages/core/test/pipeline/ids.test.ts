import type { ArchiveSource, Cell, RelationalizedTable } from '@bridge-downstream/core'
import { build } from 'esbuild'
import { strToU8, zipSync } from 'fflate'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { withDuckDb } from '../support/duckdb.js'
import { digestLinks, linksOf, relationalizeAll, studySources, type StudyArchive } from './study-ids.js'

// The generator's own imports end in .ts, which the compiler's settings refuse here; so its path is none that the compiler follows.
const GENERATOR = fileURLToPath(new URL('../../../../examples/sample-study/src/index.ts', import.meta.url))
const STUDY = { seed: 3, archives: 60 }

let sources: ArchiveSource[]
let parts: RelationalizedTable[]
let digests: Record<string, string>

beforeAll(async () => {
  const generator = (await import(GENERATOR)) as { generateStudy(options: typeof STUDY): Iterable<StudyArchive> }
  sources = studySources(generator.generateStudy(STUDY))
  parts = await relationalizeAll(sources)
  digests = await digestLinks(parts)
})

function archiveOf(name: string, entries: Readonly<Record<string, string>>): ArchiveSource {
  const bytes = zipSync(Object.fromEntries(Object.entries(entries).map(([entry, text]) => [entry, strToU8(text)])))
  return { name, recordId: name, bytes: async () => bytes }
}

test('golden ids: they must never change', async () => {
  const archives = [
    archiveOf('r1', {
      'b.json': '{"m":{"2024-01-01":[true]}}',
      'aa.txt': 'skipped',
      'a.json': '[{"l":[[1],[],[2,3]]},{"l":null},{"l":[[4]]}]',
    }),
    archiveOf('r2', { 'a.json': '{"l":[[5]]}', 'deep/a.json': '{"l":[]}' }),
  ]
  const links = await linksOf(await relationalizeAll(archives))
  // 2^48 for the entry and each one before it, by their paths; 8 for each document before it; then the array's place.
  const [first, second, third] = [2n ** 48n, 2n * 2n ** 48n, 3n * 2n ** 48n]
  const golden: Record<string, Record<string, Cell[]>> = {
    dataset_a_v1: {
      recordid: ['r1', 'r1', 'r1', 'r2', 'r2'],
      entrypath: ['a.json', 'a.json', 'a.json', 'a.json', 'deep/a.json'],
      entryposition: [0n, 1n, 2n, 0n, 0n],
      l: [first, null, first + 16n, first, second],
    },
    dataset_a_v1_l: {
      recordid: ['r1', 'r1', 'r1', 'r1', 'r2'],
      id: [first, first, first, first + 16n, first],
      index: [0n, 1n, 2n, 0n, 0n],
      l_val: [first, first + 1n, first + 2n, first + 16n, first],
    },
    dataset_a_v1_l_val: {
      recordid: ['r1', 'r1', 'r1', 'r1', 'r2'],
      id: [first, first + 2n, first + 2n, first + 16n, first],
      index: [0n, 0n, 1n, 0n, 0n],
    },
    dataset_b_v1: { recordid: ['r1'], entrypath: ['b.json'], entryposition: [0n], m: [third] },
    dataset_b_v1_m: { recordid: ['r1'], id: [third], key: ['2024-01-01'], m_val: [third] },
    dataset_b_v1_m_val: { recordid: ['r1'], id: [third], index: [0n] },
  }
  expect(Object.fromEntries([...links].map(([table, columns]) => [table, Object.fromEntries(columns)]))).toEqual(golden)
})

describe('ids of the sample study are equal', () => {
  test('in a second run, and in whatever order the archives come', async () => {
    expect(await digestLinks(await relationalizeAll(sources.toReversed()))).toEqual(digests)
    const shuffled = sources.toSorted((a, b) => (a.name.slice(-30) < b.name.slice(-30) ? -1 : 1))
    expect(await digestLinks(await relationalizeAll(shuffled))).toEqual(digests)
  })

  test.each([{ rowGroupRows: 1000, partSizeBytes: 1 }, { rowGroupRows: 17 }])(
    'in row groups and parts of any size: %j',
    async (options) => {
      const pieces = await relationalizeAll(sources, options)
      expect(await digestLinks(pieces)).toEqual(digests)
      if (options.partSizeBytes !== undefined) expect(pieces.length).toBeGreaterThan(parts.length)
    },
  )

  test('for one archive alone: they depend on nothing beside it', async () => {
    const all = await linksOf(parts)
    let compared = 0
    for (const source of sources.slice(0, 12)) {
      for (const [table, columns] of await linksOf(await relationalizeAll([source]))) {
        const together = all.get(table)
        // Not of an array or map, or one that is planned otherwise when there is nothing else.
        if (!columns.has('id') || !together?.has('id')) continue
        const records = together.get('recordid')!
        const ids = together.get('id')!.filter((_, i) => records[i] === source.metadata!['recordid'])
        expect({ table, ids: columns.get('id') }).toEqual({ table, ids })
        compared += ids.length
      }
    }
    expect(compared).toBeGreaterThan(500)
  })

  test('in another process', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-ids-'))
    try {
      const program = path.join(folder, 'child.mjs')
      await build({
        stdin: {
          contents: `
            import { generateStudy } from ${JSON.stringify(GENERATOR)}
            import { digestLinks, relationalizeAll, studySources } from './study-ids.ts'
            const sources = studySources(generateStudy(${JSON.stringify(STUDY)})).reverse()
            console.log(JSON.stringify(await digestLinks(await relationalizeAll(sources, { rowGroupRows: 100 }))))`,
          resolveDir: import.meta.dirname,
          loader: 'ts',
        },
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'esm',
        conditions: ['@bridge-downstream/source'],
        logLevel: 'error',
      })
      const { stdout } = await promisify(execFile)(process.execPath, [program])
      expect(JSON.parse(stdout)).toEqual(digests)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

test('all ids of the sample study are positive int64', async () => {
  let ids = 0
  const links = await linksOf(parts)
  for (const { table } of parts) {
    for (const [name, cells] of links.get(table.name)!) {
      const role = table.columns.find((column) => column.name === name)!.source.role
      if (role !== 'id' && role !== 'array' && role !== 'map') continue
      const wrong = cells.filter((cell) => cell !== null && !(typeof cell === 'bigint' && cell > 0n && cell < 2n ** 63n))
      expect({ table: table.name, name, wrong }).toEqual({ table: table.name, name, wrong: [] })
      ids += cells.length
    }
  }
  expect(ids).toBeGreaterThan(10_000)
})

test('a join on (recordid, id) finds the parent of each row exactly once, for every child table of the sample study', async () => {
  // The study has arrays only in entries of one document.
  const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify({ l: Array.from({ length: i % 5 }, (_, j) => [i, j]) }))
  const parts = await relationalizeAll([...sources, archiveOf('many', { 'many.ndjson': lines.join('\n') })])
  const tables = parts.map(({ table }) => table)
  const children = tables.flatMap((child) =>
    tables.flatMap((parent) =>
      parent.columns.flatMap((column) =>
        (column.source.role === 'array' || column.source.role === 'map') && column.source.table === child.name
          ? [{ child, parent, link: column.name, position: child.kind === 'map' ? 'key' : 'index' }]
          : [],
      ),
    ),
  )
  expect(children.map(({ child }) => child.name)).toEqual(tables.filter(({ parent }) => parent !== null).map(({ name }) => name))
  await withDuckDb(async (db) => {
    for (const { table, bytes } of parts) await db.addTable(table.name, [bytes])
    for (const { child, parent, link, position } of children) {
      const [row] = await db.query(`
        WITH found AS (
          SELECT (SELECT count(*) FROM "${parent.name}" AS p WHERE p.recordid = c.recordid AND p."${link}" = c.id) AS parents
          FROM "${child.name}" AS c
        )
        SELECT
          (SELECT count(*) > 0 FROM found) AS has_rows,
          (SELECT count(*) FROM found WHERE parents != 1) AS without_one_parent,
          (SELECT count(*) - count(DISTINCT (recordid, id, "${position}")) FROM "${child.name}") AS rows_at_one_place,
          (SELECT count("${link}") - count(DISTINCT (recordid, "${link}")) FILTER ("${link}" IS NOT NULL) FROM "${parent.name}") AS shared_ids`)
      expect({ child: child.name, ...row }).toEqual({
        child: child.name,
        has_rows: true,
        without_one_parent: '0',
        rows_at_one_place: '0',
        shared_ids: '0',
      })
    }
  })
})
