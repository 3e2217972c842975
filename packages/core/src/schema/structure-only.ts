import type { DataType, Field, NamedField, Schema } from './schema.js'

/**
 * The structure of a schema, as if it had been declared: what decides how documents compare and which tables they make, and nothing that
 * grows with their number or shows their values. Merging such schemas gives the same, whatever the order and however often.
 *
 * Counts, ranges and lengths go. `beyondInt64` stays for integers, as 0 or 1: their column's type depends on it. Maps are declared and lose
 * their keys, which are data.
 */
export function structureOnly(schema: Schema): Schema {
  return { version: 1, documents: 0, root: bareField(schema.root) }
}

function bareField({ optional, nullable, types }: Field): Field {
  return { optional, nullable, types: types.map(bareType), present: 0, absent: 0, nulls: 0 }
}

function bareType(type: DataType): DataType {
  switch (type.kind) {
    case 'integer':
    case 'number': {
      const beyondInt64 = type.kind === 'integer' && type.beyondInt64 > 0 ? 1 : 0
      return { kind: type.kind, count: 0, integers: 0, min: null, max: null, beyondSafe: 0, beyondInt64 }
    }
    case 'string':
      return { kind: 'string', count: 0, maxLength: 0, formats: type.formats }
    case 'object':
      return { kind: 'object', count: 0, fields: type.fields.map((field): NamedField => ({ name: field.name, ...bareField(field) })) }
    case 'map':
      return { kind: 'map', count: 0, reason: 'declared', values: bareField(type.values), keys: null }
    case 'array':
      return { kind: 'array', count: 0, maxLength: 0, items: bareField(type.items) }
    default:
      return { kind: type.kind, count: 0 }
  }
}
