import { ELEMENTS, formatPath } from '../names/place.js'
import { uniqueNames } from '../names/unique-names.js'
import { draftIdentity, type DraftColumn, type DraftTable } from './draft-tables.js'
import type { NamingConvention } from './naming.js'
import type { Column, ColumnSource, ColumnType, EmptyPlace, InjectedColumn, Path, Table } from './table-plan.js'

/** The tables of a plan that is extended, by path. */
export type KnownTables = ReadonlyMap<string, Table>

/**
 * Settle the names of drafts: what is known keeps its name and type, what is new gets a name that nothing else has.
 *
 * @param reserved names that no table may have.
 */
export function namePlan(
  drafts: readonly DraftTable[],
  injected: readonly InjectedColumn[],
  convention: NamingConvention,
  known: KnownTables,
  reserved: readonly string[],
): Table[] {
  const fresh = drafts.filter((draft) => !known.has(formatPath(draft.place)))
  const taken = [...reserved, ...[...known.values()].map(({ name }) => name)]
  const names = uniqueNames(
    fresh.map((draft) => ({ identity: formatPath(draft.place), wanted: draft.wanted, preferred: draft.parent === null })),
    taken,
  )
  const nameOf = new Map(drafts.map((draft) => [draft, known.get(formatPath(draft.place))?.name ?? names[fresh.indexOf(draft)]!]))
  return drafts.map((draft) => nameTable(draft, nameOf, injected, convention, known.get(formatPath(draft.place))))
}

function nameTable(
  draft: DraftTable,
  nameOf: ReadonlyMap<DraftTable, string>,
  injected: readonly InjectedColumn[],
  { separator }: NamingConvention,
  known: Table | undefined,
): Table {
  const isArray = draft.place.at(-1) === ELEMENTS
  const before = known?.columns ?? systemColumns(draft, injected, isArray)
  const knownValues = new Map(before.flatMap((column) => keysOf(column.source).map((key) => [key, column] as const)))
  const knownPaths = new Set(
    before.flatMap(({ source }) => ('path' in source && source.role !== 'pushdown' ? [JSON.stringify(source.path)] : [])),
  )
  const added = [
    ...draft.columns.map((column) => ({ table: draft, column, pushedFrom: undefined as DraftTable | undefined })),
    ...pushedDown(draft).map(({ table, column }) => ({ table, column, pushedFrom: table })),
  ].map((item) => ({ ...item, source: sourceOf(item.column, item.pushedFrom, nameOf) }))
  const fresh = added.filter(({ source }) => !keysOf(source).some((key) => knownValues.has(key)))
  const names = uniqueNames(
    fresh.map(({ table, column, pushedFrom }) => {
      const bare = column.bare && (pushedFrom !== undefined || !knownPaths.has(JSON.stringify(column.path)))
      const wanted = bare ? column.label : `${column.label}${separator}${column.kind}`
      return { identity: draftIdentity(table, column), wanted }
    }),
    before.map(({ name }) => name),
  )
  const newTypes = new Map(added.flatMap(({ column, source }) => keysOf(source).map((key) => [key, column.type] as const)))
  return {
    name: nameOf.get(draft)!,
    kind: draft.parent === null ? 'root' : isArray ? 'array' : 'map',
    path: formatPath(draft.place),
    parent: draft.parent === null ? null : nameOf.get(draft.parent)!,
    columns: [
      ...before.map((column) => widen(column, newTypes)),
      ...fresh.map(({ column, source }, i): Column => {
        const { type, alias } = column
        return { name: names[i]!, type, source, ...(alias === undefined ? {} : { alias }) }
      }),
    ],
    empty: known ? mergeEmpty(known, draft.empty) : draft.empty,
    excluded: uniquePaths([...(known?.excluded ?? []), ...draft.excluded]),
  }
}

/** The columns that a table has whatever its documents. */
function systemColumns(draft: DraftTable, injected: readonly InjectedColumn[], isArray: boolean): Column[] {
  const common = injected.map(({ name, type }): Column => ({ name, type, source: { role: 'injected', field: name } }))
  if (draft.parent === null) {
    return [
      ...common,
      { name: 'entrypath', type: 'string', source: { role: 'origin', field: 'entry' } },
      { name: 'entryposition', type: 'integer', source: { role: 'origin', field: 'position' } },
    ]
  }
  return [
    ...common,
    { name: 'id', type: 'integer', source: { role: 'id' } },
    isArray ? { name: 'index', type: 'integer', source: { role: 'index' } } : { name: 'key', type: 'string', source: { role: 'key' } },
  ]
}

/** The columns of the tables above that are copied into this one. */
function pushedDown(draft: DraftTable): { readonly table: DraftTable; readonly column: DraftColumn }[] {
  if (!draft.parent) return []
  const { parent } = draft
  return [...pushedDown(parent), ...parent.columns.filter(({ pushdown }) => pushdown).map((column) => ({ table: parent, column }))]
}

function sourceOf(
  { kind, path, child }: DraftColumn,
  pushedFrom: DraftTable | undefined,
  nameOf: ReadonlyMap<DraftTable, string>,
): ColumnSource {
  if (kind === 'array' || kind === 'map') return { role: kind, path, table: nameOf.get(child!)! }
  return pushedFrom ? { role: 'pushdown', table: nameOf.get(pushedFrom)!, path, kind } : { role: 'value', path, kind }
}

/** What a column is known by when a plan is extended; nothing for columns that every table has. */
function keysOf(source: ColumnSource): string[] {
  switch (source.role) {
    case 'value':
      return [JSON.stringify([source.kind, source.path])]
    case 'array':
    case 'map':
      return [JSON.stringify([source.role, source.path])]
    case 'pushdown':
      return [JSON.stringify([source.kind, source.path, source.table])]
    default:
      return []
  }
}

/** A column keeps its type, but for an integer that has become a number. */
function widen(column: Column, newTypes: ReadonlyMap<string, ColumnType>): Column {
  const [key] = keysOf(column.source)
  return column.type === 'integer' && key !== undefined && newTypes.get(key) === 'number' ? { ...column, type: 'number' } : column
}

/** Places that were planned keep what their emptiness means, so that parts of before and after can be read together. */
function mergeEmpty(known: Table, fresh: readonly EmptyPlace[]): EmptyPlace[] {
  const planned = new Set(
    [...known.empty.map(({ path }) => path), ...known.columns.flatMap(({ source }) => ('path' in source ? prefixes(source.path) : []))].map(
      (path) => JSON.stringify(path),
    ),
  )
  return [...known.empty, ...fresh.filter(({ path }) => !planned.has(JSON.stringify(path)))]
}

function prefixes(path: Path): Path[] {
  return path.map((_, i) => path.slice(0, i + 1))
}

function uniquePaths(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()]
}
