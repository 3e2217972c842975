import type { DataType, Field, Schema } from '../../src/schema/schema.js'

/** The structure of a schema, without counts and without the reason for maps. */
export function structureOf({ root }: Schema): unknown {
  return fieldStructure(root)
}

function fieldStructure({ optional, nullable, types }: Field): unknown {
  return { optional, nullable, types: types.map(typeStructure) }
}

function typeStructure(type: DataType): unknown {
  switch (type.kind) {
    case 'string':
      return { kind: type.kind, formats: type.formats }
    case 'object':
      return { kind: type.kind, fields: type.fields.map((field) => [field.name, fieldStructure(field)]) }
    case 'map':
      return { kind: type.kind, values: fieldStructure(type.values) }
    case 'array':
      return { kind: type.kind, items: fieldStructure(type.items) }
    default:
      return { kind: type.kind }
  }
}
