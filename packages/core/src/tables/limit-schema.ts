import { compareCodeUnits } from '../names/compare-code-units.js'
import type { DataType, Field, NamedField, Schema } from '../schema/schema.js'
import { ELEMENTS, formatPath, VALUES, type Place } from '../names/place.js'
import { withContainersAsJson } from './shape-schema.js'
import type { LimitedSubtree } from './table-plan.js'

export interface TableLimits {
  /** Columns of one table. Default 2,000. */
  readonly maxColumns: number
  /** Tables of one dataset. Default 1,000. */
  readonly maxTables: number
}

export const DEFAULT_TABLE_LIMITS: TableLimits = { maxColumns: 2_000, maxTables: 1_000 }

interface Container {
  readonly place: Place
  /** Columns that stand directly in an object. */
  readonly weight: number
}

/**
 * Replace subtrees by JSON text until the tables are within their limits: arrays and maps from the deepest up while there are too many,
 * then, in each table with too many columns, the objects with the most columns of their own. Ties go by path, so the outcome depends on
 * the schema alone.
 */
export function limitSchema(schema: Schema, limits: TableLimits): { readonly schema: Schema; readonly limited: readonly LimitedSubtree[] } {
  if (countTypes(schema.root) < Math.min(limits.maxColumns, limits.maxTables)) return { schema, limited: [] }
  const limited: LimitedSubtree[] = []
  let root = schema.root
  const replace = (place: Place, limit: LimitedSubtree['limit']): void => {
    root = withJsonAt(root, place)
    limited.push({ path: formatPath(place), limit })
  }
  for (const place of tooDeep(root, [])) limited.push({ path: formatPath(place), limit: 'maxDepth' })
  const tables = tablePlaces(root, [])
  const excess = tables.length + 1 - limits.maxTables
  if (excess > 0) {
    tables.sort((a, b) => b.length - a.length || compareCodeUnits(formatPath(a), formatPath(b)))
    for (const place of tables.slice(0, excess)) replace(place.slice(0, -1), 'maxTables')
  }
  for (const element of [[], ...tablePlaces(root, [])]) {
    for (;;) {
      const field = fieldAt(root, element)
      // A table within a subtree that has just become text is gone.
      if (!field) break
      const objects = objectsOf(field, element)
      const columns = objects.reduce((sum, object) => sum + object.weight, 0)
      if (columns <= limits.maxColumns || objects.length === 0) break
      const heaviest = objects.reduce((a, b) => (b.weight > a.weight ? b : a))
      replace(heaviest.place, 'maxColumns')
    }
  }
  return limited.length === 0 ? { schema, limited } : { schema: { ...schema, root }, limited }
}

/** Types in all of a schema: no table has more columns, and there are no more tables below the first. Infinity if something is text already. */
function countTypes({ types }: Field): number {
  let count = types.length
  for (const type of types) {
    if (type.kind === 'json') return Infinity
    if (type.kind === 'object') for (const field of type.fields) count += countTypes(field)
    else if (type.kind === 'array') count += countTypes(type.items)
    else if (type.kind === 'map') count += countTypes(type.values)
  }
  return count
}

function tooDeep(field: Field, place: Place): Place[] {
  return [
    ...(field.types.some((type) => type.kind === 'json') ? [place] : []),
    ...children(field, place).flatMap(([f, p]) => tooDeep(f, p)),
  ]
}

/** The places whose values are the rows of a table of their own. */
function tablePlaces(field: Field, place: Place): Place[] {
  return children(field, place).flatMap(([child, at]) => [...(typeof at.at(-1) === 'string' ? [] : [at]), ...tablePlaces(child, at)])
}

/** The objects of one table, the outermost first, with the number of columns that each has directly. */
function objectsOf(field: Field, place: Place): Container[] {
  const object = field.types.find((type) => type.kind === 'object')
  if (!object) return []
  const weight = object.fields.reduce((sum, { types }) => sum + types.filter((type) => type.kind !== 'object').length, 0)
  return [{ place, weight }, ...object.fields.flatMap((child) => objectsOf(child, [...place, child.name]))]
}

function children(field: Field, place: Place): [Field, Place][] {
  return field.types.flatMap((type): [Field, Place][] => {
    if (type.kind === 'object') return type.fields.map((child) => [child, [...place, child.name]])
    if (type.kind === 'map') return [[type.values, [...place, VALUES]]]
    return type.kind === 'array' ? [[type.items, [...place, ELEMENTS]]] : []
  })
}

function fieldAt(field: Field, place: Place): Field | undefined {
  return place.reduce((at: Field | undefined, step) => at && children(at, []).find(([, [child]]) => child === step)?.[0], field)
}

/** The same field with the containers at `place` turned to JSON text. */
function withJsonAt(field: Field, place: Place): Field {
  const [step, ...rest] = place
  if (step === undefined) return withContainersAsJson(field)
  const types = field.types.map((type): DataType => {
    if (type.kind === 'array' && step === ELEMENTS) return { ...type, items: withJsonAt(type.items, rest) }
    if (type.kind === 'map' && step === VALUES) return { ...type, values: withJsonAt(type.values, rest) }
    if (type.kind !== 'object') return type
    return {
      ...type,
      fields: type.fields.map((child): NamedField => (child.name === step ? { ...child, ...withJsonAt(child, rest) } : child)),
    }
  })
  return { ...field, types }
}
