import type { DataType, Field, MapType, ObjectType } from './schema.js'

/** In the sense of schema registries, between the two schemas alone. */
export interface Compatibility {
  /** A reader that has `after` can read what was written with `before`. */
  readonly backward: boolean
  /** A reader that has `before` can read what was written with `after`. */
  readonly forward: boolean
  /** Both. */
  readonly full: boolean
}

/**
 * Whether a reader accepts every value that a writer may write. The writer's objects have the fields that are named and no others; the
 * reader ignores fields that it does not name.
 */
export function canRead(reader: Field, writer: Field): boolean {
  if (writer.nullable && !reader.nullable) return false
  return writer.types.every((written) => reader.types.some((type) => canReadType(type, written)))
}

function canReadType(reader: DataType, writer: DataType): boolean {
  switch (reader.kind) {
    case 'number':
      return writer.kind === 'number' || writer.kind === 'integer'
    case 'string':
      return writer.kind === 'string' && reader.formats.every((format) => writer.formats.includes(format))
    case 'array':
      return writer.kind === 'array' && canRead(reader.items, writer.items)
    case 'object':
      if (writer.kind === 'map') return canReadMap(reader, writer)
      return writer.kind === 'object' && canReadFields(reader, writer)
    case 'map':
      if (writer.kind === 'object') return writer.fields.every((field) => canRead(reader.values, field))
      return writer.kind === 'map' && canRead(reader.values, writer.values)
    case 'json':
      return ['json', 'object', 'map', 'array'].includes(writer.kind)
    default:
      return writer.kind === reader.kind
  }
}

function canReadFields(reader: ObjectType, writer: ObjectType): boolean {
  const written = new Map(writer.fields.map((field) => [field.name, field]))
  return reader.fields.every((field) => {
    const other = written.get(field.name)
    return other ? canRead(field, other) && (field.optional || !other.optional) : field.optional
  })
}

/** A map may have any key, or lack it. */
function canReadMap(reader: ObjectType, writer: MapType): boolean {
  return reader.fields.every((field) => field.optional && canRead(field, writer.values))
}
