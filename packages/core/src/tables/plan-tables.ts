import { OptionError } from '../errors.js'
import type { DataType, Field, NumericType, Schema } from '../schema/schema.js'
import { DEFAULT_TABLE_LIMITS, limitSchema, type TableLimits } from './limit-schema.js'
import { NAMING_CONVENTIONS, type NamingConvention, type NamingConventionName } from './naming.js'
import { formatPath, type Place } from './place.js'
import type { Column, ColumnSource, ColumnType, EmptyMeaning, EmptyPlace, InjectedColumn, Path, Table, TablePlan } from './table-plan.js'
import { uniqueNames } from '../names/unique-names.js'

export interface PlanOptions {
  /** The dataset version the tables belong to, such as `taskData_v1`. */
  readonly dataset: string
  /** Default `glue`. */
  readonly convention?: NamingConventionName | undefined
  /** Columns that every table has, in this order. Default: `recordid`, a string. */
  readonly injected?: readonly InjectedColumn[] | undefined
  readonly limits?: Partial<TableLimits> | undefined
}

export const RECORD_ID: InjectedColumn = { name: 'recordid', type: 'string' }

/** A column whose final name is not known yet. */
interface DraftColumn {
  readonly wanted: string
  readonly identity: string
  readonly type: ColumnType
  readonly source: ColumnSource | { readonly role: 'array'; readonly path: Path; readonly child: DraftTable }
}

interface DraftTable {
  readonly place: Place
  readonly parent: DraftTable | null
  /** Name of the table, before names are made unique. */
  readonly wanted: string
  /** What a column is called that stands for the row's value itself: `val`, `{field}_val`. */
  readonly elementLabel: string
  readonly columns: DraftColumn[]
  readonly empty: EmptyPlace[]
  readonly children: DraftTable[]
}

/**
 * Plan the linked tables of a schema: one for the documents, one for each array, one for the residue. Deterministic: equal schemas give
 * equal plans, whatever the order in which the documents were seen.
 *
 * @throws OptionError if an injected column's name stands twice.
 */
export function planTables(schema: Schema, options: PlanOptions): TablePlan {
  const convention = NAMING_CONVENTIONS[options.convention ?? 'glue']
  const injected = options.injected ?? [RECORD_ID]
  checkInjected(injected)
  const { schema: limitedSchema, limited } = limitSchema(schema, { ...DEFAULT_TABLE_LIMITS, ...options.limits })
  const root = draftTable(limitedSchema.root, [], null, convention.rootTable(options.dataset), 'val', convention)
  const drafts = flattenDrafts(root)
  const residueName = `${root.wanted}${convention.separator}residue`
  const names = uniqueNames([
    ...drafts.map((draft) => ({ identity: formatPath(draft.place), wanted: draft.wanted, preferred: draft === root })),
    { identity: 'residue', wanted: residueName, preferred: true },
  ])
  const nameOf = new Map(drafts.map((draft, i) => [draft, names[i]!]))
  return {
    version: 1,
    dataset: options.dataset,
    convention: convention.name,
    tables: [...drafts.map((draft) => finishTable(draft, nameOf, injected)), residueTable(names.at(-1)!, injected)],
    limited,
  }
}

function draftTable(
  field: Field,
  place: Place,
  parent: DraftTable | null,
  wanted: string,
  elementLabel: string,
  convention: NamingConvention,
): DraftTable {
  const table: DraftTable = { place, parent, wanted, elementLabel, columns: [], empty: [], children: [] }
  draftField(table, field, [], convention)
  return table
}

/** Add the columns of one place of a row's value, and of everything within it. */
function draftField(table: DraftTable, field: Field, path: Path, convention: NamingConvention): void {
  const label = path.length === 0 ? table.elementLabel : path.map((key) => convention.segment(key)).join(convention.separator)
  const means = meaningOfEmpty(field, path.length > 0)
  if (means !== 'absent') table.empty.push({ path, means })
  // The first kind takes the field's own name; the types come in the fixed order number, string, boolean, containers.
  let bare = true
  for (const type of columnTypes(field)) {
    const kind = columnKind(type)
    const wanted = bare ? label : `${label}${convention.separator}${kind}`
    bare = false
    const column = { wanted, identity: `${formatPath([...table.place, ...path])} ${kind}` }
    if (type.kind !== 'array') {
      table.columns.push({ ...column, type: physicalType(type), source: { role: 'value', path, kind: kind as 'string' } })
      continue
    }
    const tableName = path.length === 0 ? 'val' : label
    const child = draftTable(
      type.items,
      [...table.place, ...path, null],
      table,
      `${table.wanted}${convention.separator}${tableName}`,
      `${label}${convention.separator}val`,
      convention,
    )
    table.children.push(child)
    table.columns.push({ ...column, type: 'integer', source: { role: 'array', path, child } })
  }
  const object = field.types.find((type) => type.kind === 'object')
  for (const child of object?.fields ?? []) draftField(table, child, [...path, child.name], convention)
}

/** The types that take a column, in the fixed order. A field that was only ever null has a column too, of strings. */
function columnTypes(field: Field): DataType[] {
  const types = field.types.filter((type) => type.kind !== 'object')
  return field.types.length === 0 ? [{ kind: 'string', count: 0, maxLength: 0 }] : types
}

function columnKind(type: DataType): 'number' | 'string' | 'boolean' | 'array' | 'json' {
  return type.kind === 'integer' || type.kind === 'object' ? 'number' : type.kind
}

function physicalType(type: DataType): ColumnType {
  switch (type.kind) {
    case 'boolean':
      return 'boolean'
    case 'integer':
      // Beyond int64 there is no column that holds the number; its digits stand as text.
      return (type satisfies NumericType).beyondInt64 > 0 ? 'string' : 'integer'
    case 'number':
      return 'number'
    default:
      return 'string'
  }
}

/** The most frequent of the meanings that a row without any value here can have; the others go to the residue. */
function meaningOfEmpty(field: Field, canBeAbsent: boolean): EmptyMeaning {
  if (canBeAbsent && field.absent > 0 && field.absent >= field.nulls) return 'absent'
  if (field.nulls > 0) return 'null'
  if (field.types.some((type) => type.kind === 'object')) return 'object'
  return canBeAbsent ? 'absent' : 'null'
}

function flattenDrafts(table: DraftTable): DraftTable[] {
  return [table, ...table.children.flatMap(flattenDrafts)]
}

function finishTable(draft: DraftTable, nameOf: ReadonlyMap<DraftTable, string>, injected: readonly InjectedColumn[]): Table {
  const system: Column[] = [
    ...injectedColumns(injected),
    ...(draft.parent === null
      ? [
          { name: 'entrypath', type: 'string', source: { role: 'origin', field: 'entry' } } as const,
          { name: 'entryposition', type: 'integer', source: { role: 'origin', field: 'position' } } as const,
        ]
      : [
          { name: 'id', type: 'integer', source: { role: 'id' } } as const,
          { name: 'index', type: 'integer', source: { role: 'index' } } as const,
        ]),
  ]
  const names = uniqueNames(
    draft.columns,
    system.map((column) => column.name),
  )
  return {
    name: nameOf.get(draft)!,
    kind: draft.parent === null ? 'root' : 'array',
    path: formatPath(draft.place),
    parent: draft.parent === null ? null : nameOf.get(draft.parent)!,
    columns: [
      ...system,
      ...draft.columns.map(({ type, source }, i): Column => {
        const name = names[i]!
        return { name, type, source: 'child' in source ? { role: 'array', path: source.path, table: nameOf.get(source.child)! } : source }
      }),
    ],
    empty: draft.empty,
  }
}

function injectedColumns(injected: readonly InjectedColumn[]): Column[] {
  return injected.map(({ name, type }) => ({ name, type, source: { role: 'injected', field: name } }))
}

function residueTable(name: string, injected: readonly InjectedColumn[]): Table {
  return {
    name,
    kind: 'residue',
    path: '$',
    parent: null,
    columns: [
      ...injectedColumns(injected),
      { name: 'entrypath', type: 'string', source: { role: 'origin', field: 'entry' } },
      { name: 'entryposition', type: 'integer', source: { role: 'origin', field: 'position' } },
      { name: 'pointer', type: 'string', source: { role: 'residue', field: 'pointer' } },
      { name: 'json', type: 'string', source: { role: 'residue', field: 'json' } },
    ],
    empty: [],
  }
}

const SYSTEM_NAMES = new Set(['entrypath', 'entryposition', 'id', 'index', 'pointer', 'json'])

function checkInjected(injected: readonly InjectedColumn[]): void {
  const seen = new Set(SYSTEM_NAMES)
  for (const { name } of injected) {
    if (seen.has(name.toLowerCase())) {
      throw new OptionError(`The injected column ${JSON.stringify(name)} has a name that is taken`, {
        code: 'injected-name-taken',
        hint: `Choose another name; these are taken: ${[...SYSTEM_NAMES].join(', ')}.`,
      })
    }
    seen.add(name.toLowerCase())
  }
}
