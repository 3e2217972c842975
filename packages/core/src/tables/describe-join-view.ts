import { uniqueNames } from '../names/unique-names.js'
import { linkColumn } from './describe-places.js'
import { fileColumns, qualifiedName, quoteName, type SqlTarget } from './describe-sql-target.js'
import { RECORD_ID } from './plan-tables.js'
import type { Column, ColumnSource, Table, TablePlan } from './table-plan.js'

/** The names of the views beside one table. */
export interface ViewNames {
  readonly joined: string
  readonly aliased: string
}

/** Lower-case names, apart from those of all tables, by the table's name. */
export function viewNames(plan: TablePlan): ReadonlyMap<string, ViewNames> {
  const kinds = ['joined', 'aliased'] as const
  const names = uniqueNames(
    plan.tables.flatMap(({ name }) => kinds.map((kind) => ({ identity: `${kind} ${name}`, wanted: `${name}_${kind}`.toLowerCase() }))),
    plan.tables.map(({ name }) => name),
  )
  return new Map(plan.tables.map(({ name }, i) => [name, { joined: names[2 * i]!, aliased: names[2 * i + 1]! }]))
}

/** The view of a table that has aliases: all its columns, and the aliases beside them. */
export function aliasView(table: Table, views: ReadonlyMap<string, ViewNames>, target: SqlTarget): string[] {
  if (table.columns.every(({ alias }) => alias === undefined)) return []
  return [
    [
      `CREATE OR REPLACE VIEW ${qualifiedName(views.get(table.name)!.aliased, target)} AS`,
      'SELECT',
      selectList(ownColumns(table, target), []),
      `FROM ${qualifiedName(table.name, target)} AS c`,
    ].join('\n'),
  ]
}

/**
 * The view of a child table: each of its rows once, with its own columns and aliases, and its parent's scalars and position as
 * `parent_{column}`. What the child has itself (the record's keys, the id) is not repeated.
 */
export function joinView(table: Table, plan: TablePlan, views: ReadonlyMap<string, ViewNames>, target: SqlTarget): string[] {
  const parent = plan.tables.find(({ name }) => name === table.parent)
  const link = linkColumn(table, plan)
  if (parent === undefined || link === undefined) return []
  const ofParent = fileColumns(parent, target).filter(({ source }) => OFFERED_TO_CHILDREN.has(source.role))
  return [
    [
      `CREATE OR REPLACE VIEW ${qualifiedName(views.get(table.name)!.joined, target)} AS`,
      'SELECT',
      selectList(ownColumns(table, target), ofParent),
      `FROM ${qualifiedName(table.name, target)} AS c`,
      `LEFT JOIN ${qualifiedName(parent.name, target)} AS p`,
      `ON ${[`c.${quoteName(idColumn(table))} = p.${quoteName(link.name)}`, ...recordKeys(table, target).map(equalKey)].join(' AND ')}`,
    ].join('\n'),
  ]
}

const OFFERED_TO_CHILDREN: ReadonlySet<ColumnSource['role']> = new Set<ColumnSource['role']>(['origin', 'index', 'key', 'value'])

interface NamedColumn {
  readonly name: string
  readonly alias?: string
}

/** As a reader sees them: the partition keys come last. */
function ownColumns(table: Table, target: SqlTarget): NamedColumn[] {
  return [...fileColumns(table, target), ...target.partitionKeys.map(({ name }) => ({ name }))]
}

function selectList(own: readonly NamedColumn[], ofParent: readonly Column[]): string {
  const aliased = own.flatMap(({ name, alias }) => (alias === undefined ? [] : [{ name, alias }]))
  const others = uniqueNames(
    [
      ...aliased.map(({ name, alias }) => ({ identity: `alias ${name}`, wanted: alias, preferred: true })),
      ...ofParent.map(({ name }) => ({ identity: `parent ${name}`, wanted: `parent_${name}` })),
    ],
    own.map(({ name }) => name),
  )
  const sources = [...aliased.map(({ name }) => `c.${quoteName(name)}`), ...ofParent.map(({ name }) => `p.${quoteName(name)}`)]
  return [
    ...own.map(({ name }) => `  c.${quoteName(name)}`),
    ...sources.map((source, i) => `  ${source} AS ${quoteName(others[i]!)}`),
  ].join(',\n')
}

/**
 * Within a record no two arrays share an id; the partition keys are there so that an engine reads only the partitions that are asked for.
 * Where the record's id is not among the injected columns, all of them together stand for it.
 */
function recordKeys(table: Table, target: SqlTarget): string[] {
  const injected = fileColumns(table, target).filter(({ source }) => source.role === 'injected')
  const recordId = injected.filter(({ name }) => name === RECORD_ID.name)
  const inFolders = target.partitionKeys.map(({ name }) => name)
  if (recordId.length > 0) return [RECORD_ID.name, ...inFolders]
  return [...injected.map(({ name }) => name), ...inFolders]
}

// Equality, not `IS NOT DISTINCT FROM`: Trino would compare every pair of rows that share an id.
function equalKey(name: string): string {
  return `c.${quoteName(name)} = p.${quoteName(name)}`
}

function idColumn(table: Table): string {
  return table.columns.find(({ source }) => source.role === 'id')!.name
}
