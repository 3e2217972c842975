import { qualifiedName, quoteName, quoteText, type SqlTarget, type SqlTypes } from './describe-sql-target.js'
import type { Table } from './table-plan.js'

const TYPES: SqlTypes = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
}

/** The statement that makes a schema of DuckDB. */
export function duckDbSchema(name: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoteName(name)}`
}

/** The statement that makes a folder of parts, which must hold one at least, a view of DuckDB. */
export function duckDbTable(table: Table, target: SqlTarget): string {
  const files = `${literalGlob(`${target.location}/${table.name}`)}/**/*.parquet`
  return [
    `CREATE OR REPLACE VIEW ${qualifiedName(table.name, target)} AS`,
    `SELECT * FROM read_parquet(${quoteText(files)}, ${partitioning(target)})`,
  ].join('\n')
}

/** Types are declared, since DuckDB would guess them from the folders: `month=03` is a text or a number. */
function partitioning({ partitionKeys }: SqlTarget): string {
  if (partitionKeys.length === 0) return 'hive_partitioning = false'
  const types = partitionKeys.map(({ name, type }) => `${quoteText(name)}: ${TYPES[type]}`)
  return `hive_partitioning = true, hive_types = {${types.join(', ')}}`
}

/** A pattern that only the path itself matches. DuckDB's globs have no escape, but sets of one character. */
function literalGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}
