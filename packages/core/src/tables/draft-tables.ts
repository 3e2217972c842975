import { ELEMENTS, formatPath, VALUES, type Place } from '../names/place.js'
import type { DataType, Field } from '../schema/schema.js'
import type { NamingConvention } from './naming.js'
import type { PlaceOverride } from './place-override.js'
import type { PlaceOverrides } from './place-overrides.js'
import type { ColumnType, EmptyMeaning, EmptyPlace, Path, ValueKind } from './table-plan.js'

/** A table whose name, and whose columns' names, are not settled yet. */
export interface DraftTable {
  readonly place: Place
  readonly parent: DraftTable | null
  readonly wanted: string
  /** What a column is called that stands for the row's value itself: `val`, `{field}_val`. */
  readonly elementLabel: string
  readonly columns: DraftColumn[]
  readonly empty: EmptyPlace[]
  readonly excluded: Path[]
  readonly children: DraftTable[]
}

export interface DraftColumn {
  /** The name of the place, without a kind. */
  readonly label: string
  /** The first kind of a place takes its bare name. */
  readonly bare: boolean
  readonly path: Path
  readonly kind: ValueKind | 'array' | 'map'
  readonly type: ColumnType
  readonly alias: string | undefined
  readonly pushdown: boolean
  /** The table that an array or map leads to. */
  readonly child: DraftTable | undefined
}

/** What drafting needs besides the schema. */
export interface DraftContext {
  readonly convention: NamingConvention
  readonly overrides: PlaceOverrides
}

/** The kind of values that a column of another type than theirs can hold. Text is text without being asked. */
const HELD_KINDS: Readonly<Record<NonNullable<PlaceOverride['type']>, ValueKind>> = {
  string: 'number',
  number: 'number',
  integer: 'number',
  timestamp: 'string',
  date: 'string',
}

/** The tables of a schema: one for the documents, and one for each array and map, below the table that holds its ids. */
export function draftTables(root: Field, wanted: string, context: DraftContext): DraftTable {
  const table = createDraft([], null, wanted, 'val')
  draftField(table, root, [], table.elementLabel, context)
  return table
}

/** A table and all below it, parents first. */
export function draftsBelow(table: DraftTable): DraftTable[] {
  return [table, ...table.children.flatMap(draftsBelow)]
}

function createDraft(place: Place, parent: DraftTable | null, wanted: string, elementLabel: string): DraftTable {
  return { place, parent, wanted, elementLabel, columns: [], empty: [], excluded: [], children: [] }
}

/** Add the columns of one place of a row's value, and of everything within it. */
function draftField(table: DraftTable, field: Field, path: Path, label: string, context: DraftContext): void {
  const override = context.overrides.at([...table.place, ...path])
  if (override.exclude) {
    table.excluded.push(path)
    return
  }
  const means = meaningOfEmpty(field, path.length > 0)
  if (means !== 'absent') table.empty.push({ path, means })
  for (const [i, type] of columnTypes(field).entries()) {
    const column = { label, bare: i === 0, path, kind: columnKind(type), alias: override.alias, pushdown: override.pushdown === true }
    if (type.kind === 'array' || type.kind === 'map') {
      const child = draftChild(table, type, path, column.bare ? label : `${label}${context.convention.separator}${type.kind}`, context)
      table.columns.push({ ...column, type: 'integer', pushdown: false, child })
    } else table.columns.push({ ...column, type: columnType(type, override.type), child: undefined })
  }
  const object = field.types.find((type) => type.kind === 'object')
  const prefix = path.length === 0 ? '' : `${label}${context.convention.separator}`
  for (const child of object?.fields ?? []) {
    const segment = context.overrides.at([...table.place, ...path, child.name]).rename ?? context.convention.segment(child.name)
    draftField(table, child, [...path, child.name], `${prefix}${segment}`, context)
  }
}

function draftChild(
  table: DraftTable,
  type: Extract<DataType, { kind: 'array' | 'map' }>,
  path: Path,
  label: string,
  context: DraftContext,
): DraftTable {
  const { separator } = context.convention
  const step = type.kind === 'array' ? ELEMENTS : VALUES
  const name = path.length === 0 ? 'val' : label
  const child = createDraft([...table.place, ...path, step], table, `${table.wanted}${separator}${name}`, `${label}${separator}val`)
  table.children.push(child)
  draftField(child, type.kind === 'array' ? type.items : type.values, [], child.elementLabel, context)
  return child
}

/** The types that take a column, in the fixed order. A field that was only ever null has a column too, of strings. */
function columnTypes(field: Field): DataType[] {
  if (field.types.length === 0) return [{ kind: 'string', count: 0, maxLength: 0, formats: [] }]
  return field.types.filter((type) => type.kind !== 'object')
}

function columnKind({ kind }: DataType): DraftColumn['kind'] {
  return kind === 'integer' || kind === 'object' ? 'number' : kind
}

/** A type that is wanted for a place is for those of its kinds that it can hold; the others keep their own. */
function columnType(type: DataType, wanted: PlaceOverride['type']): ColumnType {
  return wanted && HELD_KINDS[wanted] === columnKind(type) ? wanted : physicalType(type)
}

function physicalType(type: DataType): ColumnType {
  switch (type.kind) {
    case 'boolean':
    case 'number':
      return type.kind
    case 'integer':
      // Beyond int64 there is no column that holds the number; its digits stand as text.
      return type.beyondInt64 > 0 ? 'string' : 'integer'
    default:
      return 'string'
  }
}

/** The most frequent of the meanings that a row without any value here can have; the others go to the residue. */
function meaningOfEmpty(field: Field, canBeAbsent: boolean): EmptyMeaning {
  if (canBeAbsent && field.optional && (!field.nullable || field.absent >= field.nulls)) return 'absent'
  if (field.nullable) return 'null'
  if (field.types.some((type) => type.kind === 'object')) return 'object'
  return canBeAbsent ? 'absent' : 'null'
}

/** The place of a draft's column, for people and for suffixes. */
export function draftIdentity(table: DraftTable, { path, kind }: DraftColumn): string {
  return `${formatPath([...table.place, ...path])} ${kind}`
}
