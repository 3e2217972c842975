import { compareCodeUnits } from '../names/compare-code-units.js'
import { ELEMENTS, formatPath, VALUES, type Place } from '../names/place.js'
import type { DataType, Field, Kind, NamedField } from './schema.js'

/** Names that a table cannot tell apart unless it renames one. No verdict follows from it. */
export type SchemaFlag = CaseCollision | InjectedCollision

/** Fields of one object whose names differ only by case, or by Unicode form. */
export interface CaseCollision {
  readonly flag: 'case-collision'
  /** The object's place. */
  readonly path: string
  /** By code unit; at least two. */
  readonly names: readonly string[]
  readonly reason: string
}

/** Fields of a row's own object that are called as an injected column is, case apart. */
export interface InjectedCollision {
  readonly flag: 'injected-collision'
  /** The object's place: the root, an array's elements or a map's values. */
  readonly path: string
  /** By code unit; at least one. */
  readonly names: readonly string[]
  /** The column's name. */
  readonly injected: string
  readonly reason: string
}

/** Columns that every table has in the original pipeline's output. */
export const DEFAULT_INJECTED: readonly string[] = ['recordid', 'assessmentid', 'year', 'month', 'day']

/** Names that collide in the union of what fields at one place hold, by path, then flag, then names. */
export function flagNames(fields: readonly Field[], injected: readonly string[]): SchemaFlag[] {
  const reserved = new Map(injected.map((name) => [fold(name), name]))
  return [...flagFields(fields, [], reserved)].sort(
    (a, b) => compareCodeUnits(a.path, b.path) || compareCodeUnits(a.flag, b.flag) || compareCodeUnits(a.names[0]!, b.names[0]!),
  )
}

function* flagFields(
  fields: readonly Field[],
  place: Place,
  injected: ReadonlyMap<string, string>,
): Generator<SchemaFlag, void, undefined> {
  const named = Map.groupBy(
    typesOf(fields, 'object').flatMap((type) => type.fields),
    ({ name }) => name,
  )
  yield* flagObject(named, place, injected)
  for (const [name, children] of named) yield* flagFields(children, [...place, name], injected)
  const items = typesOf(fields, 'array').map((type) => type.items)
  if (items.length > 0) yield* flagFields(items, [...place, ELEMENTS], injected)
  const values = typesOf(fields, 'map').map((type) => type.values)
  if (values.length > 0) yield* flagFields(values, [...place, VALUES], injected)
}

function* flagObject(
  named: ReadonlyMap<string, readonly NamedField[]>,
  place: Place,
  injected: ReadonlyMap<string, string>,
): Generator<SchemaFlag, void, undefined> {
  const path = formatPath(place)
  // Only the fields of a row's own object take their bare name as a column's.
  const isRow = typeof place.at(-1) !== 'string'
  for (const [folded, group] of Map.groupBy([...named.keys()].sort(compareCodeUnits), fold)) {
    if (group.length > 1) {
      yield { flag: 'case-collision', path, names: group, reason: `Names that differ only by case or Unicode form: ${quoteAll(group)}.` }
    }
    const column = isRow ? injected.get(folded) : undefined
    if (column !== undefined) {
      const reason = `Called as the injected column ${JSON.stringify(column)} is: ${quoteAll(group)}.`
      yield { flag: 'injected-collision', path, names: group, injected: column, reason }
    }
  }
}

function typesOf<K extends Kind>(fields: readonly Field[], kind: K): Extract<DataType, { kind: K }>[] {
  return fields.flatMap((field) => field.types.filter((type): type is Extract<DataType, { kind: K }> => type.kind === kind))
}

/** As columns' names are told apart (`uniqueNames`). */
function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ')
}
