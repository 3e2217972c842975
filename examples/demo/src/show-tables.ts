import { partKey, type Ledger, type LedgerTable } from '@bridge-downstream/core'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { join } from 'node:path'
import { formatGrid } from './format-grid.ts'

const ROWS = 3
const SHOWN_TABLES = 4

/** Read every part with DuckDB, compare the row counts, and show a few rows of the largest tables and a join of a parent with its child. */
export async function showTables(ledger: Ledger, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    let rows = 0
    for (const table of ledger.tables) rows += await countRows(connection, table, folder)
    console.log(`\nRead back by DuckDB: ${ledger.tables.length} tables, ${rows.toLocaleString('en-US')} rows, as many as were written.`)
    const largest = ledger.tables.toSorted((a, b) => b.rows - a.rows).slice(0, SHOWN_TABLES)
    for (const table of largest) await show(connection, table.table, `SELECT * FROM ${source(table, folder)} LIMIT ${ROWS}`)
    await showJoin(connection, ledger, folder)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function countRows(connection: DuckDBConnection, table: LedgerTable, folder: string): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${source(table, folder)}`)
  const rows = Number(result.getRowObjects()[0]!['n'])
  if (rows !== table.rows) throw new Error(`DuckDB reads ${rows} rows of ${table.table}, the ledger says ${table.rows}`)
  return rows
}

/** The first table that has a child with rows, joined on the array's id. */
async function showJoin(connection: DuckDBConnection, ledger: Ledger, folder: string): Promise<void> {
  const child = ledger.tables.find((table) => table.rows > 0 && table.table.endsWith('_stepHistory'))
  const parent = child && ledger.tables.find((table) => child.table === `${table.table}_stepHistory`)
  if (!parent) return
  await show(
    connection,
    `${parent.table} with its steps, joined on (recordid, id)`,
    `SELECT p.recordid, c.index, c.identifier, c.startDate, c.endDate
     FROM ${source(parent, folder)} p JOIN ${source(child, folder)} c ON c.recordid = p.recordid AND c.id = p.stepHistory
     ORDER BY p.recordid, c.index LIMIT ${ROWS}`,
  )
}

async function show(connection: DuckDBConnection, title: string, query: string): Promise<void> {
  const result = await connection.runAndReadAll(query)
  console.log(`\n${title}\n${formatGrid(result.columnNames(), result.getRowsJson(), process.stdout.columns ?? 120)}`)
}

function source(table: LedgerTable, folder: string): string {
  const parts = Array.from({ length: table.parts }, (_, part) => `'${join(folder, partKey(table.table, part)).replaceAll("'", "''")}'`)
  return `read_parquet([${parts.join(', ')}])`
}
