import { DuckDBConnection } from '@duckdb/node-api'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compareOutputs } from '../src/compare-outputs.ts'
import type { Comparison } from '../src/measure.ts'
import { inTemporaryFolder } from '../src/temporary-folder.ts'

/** Two tables by SQL: ours, and the other's. */
function compare(ours: string, other: string): Promise<Comparison> {
  return inTemporaryFolder(async (folder) => {
    const table = join(folder, 'ours', 'dataset_rows_v1')
    mkdirSync(table, { recursive: true })
    const connection = await DuckDBConnection.create()
    await connection.run(`COPY (${ours}) TO '${join(table, 'part-00000.parquet')}' (FORMAT parquet)`)
    await connection.run(`COPY (${other}) TO '${join(folder, 'dataset_rows_v1.parquet')}' (FORMAT parquet)`)
    connection.closeSync()
    return compareOutputs(join(folder, 'ours'), folder)
  })
}

const ROWS = "SELECT range AS number, 'text ' || range AS answer FROM range(10)"

test('equal tables', async () => {
  expect(await compare(ROWS, ROWS)).toEqual({ compared: '20 cells of 2 columns (tables: 1)', differing: [], remarks: [] })
})

test('one cell', async () => {
  const other = "SELECT range AS number, CASE range WHEN 7 THEN NULL ELSE 'text ' || range END AS answer FROM range(10)"
  expect((await compare(ROWS, other)).differing).toEqual(['dataset_rows_v1.answer'])
})

test('one row less', async () => {
  const { differing } = await compare(ROWS, ROWS.replace('range(10)', 'range(9)'))
  expect(differing).toEqual(['dataset_rows_v1: rows', 'dataset_rows_v1.number', 'dataset_rows_v1.answer'])
})

test('no column in common', async () => {
  const { differing, remarks } = await compare(ROWS, 'SELECT range AS another FROM range(10)')
  expect(differing).toEqual(['nothing could be compared'])
  expect(remarks).toEqual(['Not compared, since DuckDB has them in another form: dataset_rows_v1.number, dataset_rows_v1.answer.'])
})
