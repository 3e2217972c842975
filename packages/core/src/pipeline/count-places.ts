import { placeBelow, type PlaceCounts } from '../columns/scan-plan.js'
import type { DataType, Field, Schema } from '../schema/schema.js'

/** A schema to whose places it was added how often they were absent or null in further documents. */
export function addPlaceCounts(schema: Schema, counts: PlaceCounts): Schema {
  return { ...schema, root: addToField(schema.root, '', counts) }
}

function addToField<T extends Field>(field: T, path: string, counts: PlaceCounts): T {
  return {
    ...field,
    absent: field.absent + (counts.absents.get(path) ?? 0),
    nulls: field.nulls + (counts.nulls.get(path) ?? 0),
    types: field.types.map((type) => addToType(type, path, counts)),
  }
}

function addToType(type: DataType, path: string, counts: PlaceCounts): DataType {
  if (type.kind === 'object') {
    return { ...type, fields: type.fields.map((field) => addToField(field, placeBelow(path, field.name), counts)) }
  }
  return type.kind === 'array' ? { ...type, items: addToField(type.items, placeBelow(path, undefined), counts) } : type
}
