import { compareCodeUnits } from '../names/compare-code-units.js'
import type { ArrayType, DataType, Field, NamedField, ObjectType, Schema } from '../schema/schema.js'
import { formatPath, type Place } from './place.js'
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
  /** Columns that stand directly in an object; 1 for an array. */
  readonly weight: number
}

/**
 * Replace subtrees by JSON text until the tables are within their limits: arrays from the deepest up while there are too many tables,
 * then, in each table with too many columns, the objects with the most columns of their own. Ties go by path, so the outcome depends on
 * the schema alone.
 */
export function limitSchema(schema: Schema, limits: TableLimits): { readonly schema: Schema; readonly limited: readonly LimitedSubtree[] } {
  const limited: LimitedSubtree[] = []
  let root = schema.root
  const replace = (place: Place, limit: LimitedSubtree['limit']): void => {
    root = withJsonAt(root, place)
    limited.push({ path: formatPath(place), limit })
  }
  for (const place of tooDeep(root, [])) limited.push({ path: formatPath(place), limit: 'maxDepth' })
  const arrays = arrayPlaces(root, [])
  const excess = arrays.length + 1 - limits.maxTables
  if (excess > 0) {
    arrays.sort((a, b) => b.length - a.length || compareCodeUnits(formatPath(a), formatPath(b)))
    for (const place of arrays.slice(0, excess)) replace(place, 'maxTables')
  }
  for (const element of [[], ...arrayPlaces(root, []).map((place) => [...place, null])] as Place[]) {
    for (;;) {
      const objects = objectsOf(fieldAt(root, element), element)
      const columns = objects.reduce((sum, object) => sum + object.weight, 0)
      if (columns <= limits.maxColumns || objects.length === 0) break
      const heaviest = objects.reduce((a, b) => (b.weight > a.weight ? b : a))
      replace(heaviest.place, 'maxColumns')
    }
  }
  return limited.length === 0 ? { schema, limited } : { schema: { ...schema, root }, limited }
}

function tooDeep(field: Field, place: Place): Place[] {
  return [
    ...(field.types.some((type) => type.kind === 'json') ? [place] : []),
    ...children(field, place).flatMap(([f, p]) => tooDeep(f, p)),
  ]
}

function arrayPlaces(field: Field, place: Place): Place[] {
  return [
    ...(field.types.some((type) => type.kind === 'array') ? [place] : []),
    ...children(field, place).flatMap(([f, p]) => arrayPlaces(f, p)),
  ]
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
    return type.kind === 'array' ? [[type.items, [...place, null]]] : []
  })
}

function fieldAt(field: Field, place: Place): Field {
  return place.reduce((at: Field, step) => {
    const type = at.types.find((candidate): candidate is ArrayType | ObjectType => candidate.kind === (step === null ? 'array' : 'object'))
    return type?.kind === 'array' ? type.items : type!.fields.find((child) => child.name === step)!
  }, field)
}

/** The same field with the containers at `place` turned to JSON text. */
function withJsonAt(field: Field, place: Place): Field {
  const [step, ...rest] = place
  if (step === undefined) return { ...field, types: containersToJson(field.types) }
  const types = field.types.map((type): DataType => {
    if (step === null) return type.kind === 'array' ? { ...type, items: withJsonAt(type.items, rest) } : type
    if (type.kind !== 'object') return type
    return {
      ...type,
      fields: type.fields.map((child): NamedField => (child.name === step ? { ...child, ...withJsonAt(child, rest) } : child)),
    }
  })
  return { ...field, types }
}

function containersToJson(types: readonly DataType[]): DataType[] {
  const isContainer = (type: DataType): boolean => type.kind === 'object' || type.kind === 'array' || type.kind === 'json'
  const count = types.filter(isContainer).reduce((sum, type) => sum + type.count, 0)
  return [...types.filter((type) => !isContainer(type)), { kind: 'json', count }]
}
