import type { DataType, Field, Schema } from './schema.js'

/**
 * How closely a canonical form looks, each level a refinement of the one before:
 *
 * - `labels`: field names and containers; every scalar is one kind, null is nothing
 * - `shape`: boolean, number and string apart
 * - `exact`: integer and number apart, nullable, required, and formats
 */
export type FingerprintLevel = 'labels' | 'shape' | 'exact'

/** Plain JSON of lists and strings only, so that no key of a document is a key of it. */
export type Canonical = string | readonly Canonical[]

/**
 * The structure of a schema, without anything that depends on counts, samples, or the order of documents and keys: names by code unit,
 * unions as sorted sets. Part of the format `fp1`: it must never change.
 */
export function canonicalize(schema: Schema, level: FingerprintLevel): Canonical {
  return canonicalField(schema.root, level)
}

function canonicalField(field: Field, level: FingerprintLevel): Canonical {
  const kinds = new Map(field.types.map((type) => canonicalType(type, level)).map((kind) => [JSON.stringify(kind), kind]))
  if (level === 'exact' && field.nullable) kinds.set('"null"', 'null')
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
}

function canonicalType(type: DataType, level: FingerprintLevel): Canonical {
  switch (type.kind) {
    case 'object':
      return ['object', ...type.fields.map((field) => canonicalNamedField(field, level))]
    case 'map':
      return ['map', canonicalField(type.values, level)]
    case 'array':
      return ['array', canonicalField(type.items, level)]
    case 'json':
      return 'json'
    case 'string':
      return level === 'exact' ? ['string', ...type.formats] : scalar('string', level)
    case 'integer':
      return level === 'exact' ? 'integer' : scalar('number', level)
    default:
      return scalar(type.kind, level)
  }
}

function canonicalNamedField(field: Field & { readonly name: string }, level: FingerprintLevel): Canonical {
  const canonical: Canonical[] = [field.name, canonicalField(field, level)]
  return level === 'exact' ? [...canonical, field.optional ? 'optional' : 'required'] : canonical
}

function scalar(kind: string, level: FingerprintLevel): string {
  return level === 'labels' ? 'scalar' : kind
}
