import { ELEMENTS, VALUES, type Place } from '../names/place.js'
import type { DataType, Field, Schema, StringFormat } from '../schema/schema.js'
import type { ColumnSource } from './table-plan.js'

/** What was seen at a column's place. Where several kinds stand, all but the first three figures are of the column's kind alone. */
export interface ColumnStatistics {
  /** Values, null among them. */
  readonly present: number
  /** Objects that might have had the field and did not. */
  readonly absent: number
  readonly nulls: number
  /** Values of the column's kind. */
  readonly count: number
  /** Numbers: the smallest and largest, as the nearest doubles. */
  readonly min?: number
  readonly max?: number
  /** Strings: UTF-16 code units of the longest. Arrays: elements of the longest. */
  readonly maxLength?: number
  /** Strings: the formats that every one satisfied. */
  readonly formats?: readonly StringFormat[]
}

interface Found {
  readonly statistics: ColumnStatistics
  /** Whether a row may have nothing in the column. */
  readonly nullable: boolean
}

/** Look a column's place up in the schema; undefined if the column holds no value of it, or the schema does not know the place. */
export function columnStatistics(source: ColumnSource, place: Place, schema: Schema): Found | undefined {
  if (source.role !== 'value' && source.role !== 'pushdown' && source.role !== 'array' && source.role !== 'map') return undefined
  const fields = fieldsAlong(place, schema)
  const field = fields?.at(-1)
  if (fields === undefined || field === undefined) return undefined
  const kinds = KINDS[source.role === 'array' || source.role === 'map' ? source.role : source.kind]
  const types = field.types.filter(({ kind }) => kinds.includes(kind))
  return {
    statistics: {
      present: field.present,
      absent: field.absent,
      nulls: field.nulls,
      count: types.reduce((sum, { count }) => sum + count, 0),
      ...(types.length === 1 ? ofKind(types[0]!) : {}),
    },
    // The row's own value, and each object around the column within the row.
    nullable: fields
      .slice(-1 - source.path.length)
      .some(
        ({ optional, nullable, types: { length } }, i, { length: depth }) =>
          optional || nullable || length > (i === depth - 1 ? types.length : 1),
      ),
  }
}

const KINDS: Readonly<Record<'number' | 'string' | 'boolean' | 'json' | 'array' | 'map', readonly DataType['kind'][]>> = {
  number: ['integer', 'number'],
  string: ['string'],
  boolean: ['boolean'],
  json: ['object', 'map', 'array', 'json'],
  array: ['array'],
  map: ['map'],
}

function ofKind(type: DataType): Pick<ColumnStatistics, 'min' | 'max' | 'maxLength' | 'formats'> {
  switch (type.kind) {
    case 'integer':
    case 'number':
      return { ...(type.min === null ? {} : { min: type.min }), ...(type.max === null ? {} : { max: type.max }) }
    case 'string':
      return { maxLength: type.maxLength, formats: [...type.formats] }
    case 'array':
      return { maxLength: type.maxLength }
    default:
      return {}
  }
}

/** The root's field, and the field after each step of the place. */
function fieldsAlong(place: Place, schema: Schema): Field[] | undefined {
  const fields = [schema.root]
  for (const step of place) {
    const next = stepInto(fields.at(-1)!, step)
    if (next === undefined) return undefined
    fields.push(next)
  }
  return fields
}

function stepInto({ types }: Field, step: Place[number]): Field | undefined {
  for (const type of types) {
    if (step === ELEMENTS && type.kind === 'array') return type.items
    if (step === VALUES && type.kind === 'map') return type.values
    if (typeof step === 'string' && type.kind === 'object') return type.fields.find(({ name }) => name === step)
  }
  return undefined
}
