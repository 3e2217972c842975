import { OptionError } from '../errors.js'
import { athenaTable } from './describe-athena-table.js'
import { duckDbSchema, duckDbTable } from './describe-duckdb-table.js'
import { aliasView, joinView, viewNames } from './describe-join-view.js'
import type { InjectedColumn, Table, TablePlan } from './table-plan.js'

export interface DdlOptions {
  /** `athena` is Hive DDL for tables and Trino SQL for views, as Athena (engine version 3) with Glue takes them. */
  readonly dialect: 'athena' | 'duckdb'
  /** Where the tables' folders stand, such as `s3://bucket/prefix`; a final `/` does not matter. */
  readonly location: string
  /** Glue database, or DuckDB schema (made if it is not there). Default: the session's. */
  readonly database?: string | undefined
  /** Keys of Hive-style folders (`year=2024/`), from the outermost in. Default: none. */
  readonly partitionKeys?: readonly InjectedColumn[] | undefined
  /**
   * Whether the residue gets a table. Default: for Athena true, for DuckDB false, since a run without any residue writes no file of it, and
   * DuckDB makes no view over no file.
   */
  readonly residue?: boolean | undefined
}

/**
 * The SQL statements that make a plan's tables known to Athena or DuckDB, without `;`, in the order in which they run: the tables; for each
 * table that has aliases, a view `{table}_aliased` that offers them beside all columns; for each child table, a view `{table}_joined` with
 * its columns and, under `parent_…`, its parent's scalars. Athena finds partitions after `MSCK REPAIR TABLE`, or as they are added.
 *
 * @throws OptionError if a name cannot stand in SQL, a table's name is no name of a single folder, or a partition key has the name of a
 *   column that is not injected.
 */
export function planToDdl(plan: TablePlan, options: DdlOptions): string[] {
  const { dialect, database, partitionKeys = [], residue = dialect === 'athena' } = options
  const tables = plan.tables.filter(({ kind }) => kind !== 'residue' || residue)
  for (const table of tables) {
    checkNames(table)
    checkPartitionKeys(table, partitionKeys)
  }
  const target = { location: options.location.replace(/\/+$/, ''), database, partitionKeys }
  const views = viewNames(plan)
  return [
    ...(dialect === 'duckdb' && database !== undefined ? [duckDbSchema(database)] : []),
    ...tables.map((table) => (dialect === 'athena' ? athenaTable(table, target) : duckDbTable(table, target))),
    ...tables.flatMap((table) => aliasView(table, views, target)),
    ...tables.flatMap((table) => joinView(table, plan, views, target)),
  ]
}

function checkNames(table: Table): void {
  if (/[/\\\0]|^\.{1,2}$/.test(table.name)) {
    throw new OptionError('The name of a table is no name of a single folder', {
      code: 'name-no-folder',
      table: table.name,
      hint: 'Plan with the convention `glue` or `snake_case`.',
    })
  }
  const nul = table.columns.find(({ name, alias = '' }) => `${name}${alias}`.includes('\0'))
  if (nul) {
    throw new OptionError('The name of a column holds a NUL, which SQL cannot say', {
      code: 'name-not-sql',
      table: table.name,
      column: nul.name,
      hint: 'Plan with the convention `glue` or `snake_case`.',
    })
  }
}

/** A reader takes a partition key from the folder, so that a document's column of its name would be hidden. */
function checkPartitionKeys(table: Table, partitionKeys: readonly InjectedColumn[]): void {
  const keys = new Set(partitionKeys.map(({ name }) => name.toLowerCase()))
  const hidden = table.columns.find(({ name, source }) => source.role !== 'injected' && keys.has(name.toLowerCase()))
  if (hidden) {
    throw new OptionError('A partition key has the name of a column', {
      code: 'partition-key-taken',
      table: table.name,
      column: hidden.name,
      hint: 'Plan with the partition keys among the injected columns, so that other columns get other names.',
    })
  }
}
