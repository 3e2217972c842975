import type { Column, ColumnType, InjectedColumn, Table } from './table-plan.js'

/** Where statements put and find their tables. */
export interface SqlTarget {
  /** Folder of the tables' folders, without a final `/`. */
  readonly location: string
  readonly database: string | undefined
  readonly partitionKeys: readonly InjectedColumn[]
}

/** The columns that a table's files hold for a reader who takes the partition keys from the folders. */
export function fileColumns(table: Table, { partitionKeys }: SqlTarget): Column[] {
  const keys = new Set(partitionKeys.map(({ name }) => name.toLowerCase()))
  return table.columns.filter(({ name }) => !keys.has(name.toLowerCase()))
}

/** A name in SQL, as the standard has it: Trino, DuckDB. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A table's or view's name with its database. */
export function qualifiedName(name: string, { database }: SqlTarget): string {
  return database === undefined ? quoteName(name) : `${quoteName(database)}.${quoteName(name)}`
}

/** A text in SQL, as the standard has it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export type SqlTypes = Readonly<Record<ColumnType, string>>
