import { DuckDBConnection } from '@duckdb/node-api'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Comparison } from './measure.ts'

/** Compare our tables, a folder each, with another's files of the same names, as DuckDB reads them, row by row, in every column that both have. */
export async function compareOutputs(ours: string, theirs: string): Promise<Comparison> {
  const connection = await DuckDBConnection.create()
  const rows = async (sql: string): Promise<Record<string, unknown>[]> => (await connection.runAndReadAll(sql)).getRowObjects()
  await connection.run("SET TimeZone = 'UTC'")
  let columns = 0
  let cells = 0
  const differing: string[] = []
  const leftOut: string[] = []
  const tables = readdirSync(ours).filter((name) => name.startsWith('dataset_') && !name.endsWith('_residue'))
  for (const table of tables) {
    const own = `read_parquet('${join(ours, table)}/*.parquet', hive_partitioning = false)`
    const name = `${table}.parquet`
    const other = `read_parquet('${join(theirs, name)}')`
    if (!existsSync(join(theirs, name))) {
      leftOut.push(table)
      continue
    }
    const typesOf = async (source: string): Promise<Map<string, string>> =>
      new Map((await rows(`DESCRIBE SELECT * FROM ${source}`)).map((row) => [row['column_name'] as string, row['column_type'] as string]))
    const types = await typesOf(own)
    const otherTypes = await typesOf(other)
    const common = [...types].filter(([column]) => isData(column) && otherTypes.has(column) && otherTypes.get(column) !== 'JSON')
    for (const [column] of types) if (isData(column) && !common.some(([shared]) => shared === column)) leftOut.push(`${table}.${column}`)
    const counts = common.map(([column, type]) => {
      const cell = otherTypes.get(column) === 'TIMESTAMP' ? `CAST(a."${column}" AS TIMESTAMP)` : `a."${column}"`
      return `count(*) FILTER (${cell} IS DISTINCT FROM CAST(b."${column}" AS ${type === 'VARCHAR' ? otherTypes.get(column) : type}))`
    })
    const [found] =
      await rows(`SELECT (SELECT count(*) FROM ${own}) AS a, (SELECT count(*) FROM ${other}) AS b${counts.map((count, i) => `, ${count} AS c${i}`).join('')}
      FROM ${own} AS a POSITIONAL JOIN ${other} AS b`)
    if (found!['a'] !== found!['b']) differing.push(`${table}: rows`)
    for (const [i, [column]] of common.entries()) if (found![`c${i}`] !== 0n) differing.push(`${table}.${column}`)
    columns += common.length
    cells += common.length * Number(found!['a'])
  }
  connection.closeSync()
  if (cells === 0) differing.push('nothing could be compared')
  return {
    compared: `${cells.toLocaleString('en')} cells of ${columns} columns (tables: ${tables.length})`,
    differing,
    remarks: leftOut.length === 0 ? [] : [`Not compared, since DuckDB has them in another form: ${leftOut.join(', ')}.`],
  }
}

/** Not of the columns that we add, nor ids: arrays have no column in DuckDB's tables. */
function isData(column: string): boolean {
  return !['recordid', 'entrypath', 'entryposition', 'id', 'index'].includes(column)
}
