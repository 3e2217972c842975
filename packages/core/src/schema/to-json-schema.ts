import { escapedName } from './json-schema-names.js'
import type { DataType, Field, ObjectType, Schema, StringFormat } from './schema.js'

export interface JsonSchemaOptions {
  /** Whether objects may have no other fields than the known ones. Default false. */
  readonly closed?: boolean | undefined
  /** Whether strings say which format they have. Default true. */
  readonly formats?: boolean | undefined
  readonly title?: string | undefined
  /** The `$id`. */
  readonly id?: string | undefined
}

/**
 * The part of JSON Schema 2020-12 that {@link toJsonSchema} writes. Plain JSON; the keywords stand in this order. Its arrays are
 * mutable, as the types of other libraries ask for.
 */
export interface JsonSchema {
  readonly $schema?: string
  readonly $id?: string
  readonly title?: string
  readonly type?: JsonSchemaType | JsonSchemaType[]
  readonly format?: StringFormat
  readonly allOf?: JsonSchema[]
  readonly anyOf?: JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
}

export type JsonSchemaType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'object' | 'array'

/** The dialect of the schemas that {@link toJsonSchema} writes. */
export const JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/**
 * Write a schema as JSON Schema 2020-12, which accepts every document it was inferred from. Equal structure gives equal text; counts are
 * left out.
 *
 * - A field that stands in every object is required.
 * - Several kinds are a list of types where no kind needs another keyword, else `anyOf`; null comes last.
 * - A map is an object with `additionalProperties` and without `properties`.
 * - Containers that were not followed may hold anything. What was never seen (the elements of arrays that were always empty) is not
 *   restricted either.
 * - Fields named as something that every JavaScript object inherits (`__proto__`, `constructor`), or with a name that is no Unicode, stand
 *   in `patternProperties`, as `^constructor$`. Among `properties` ajv 8 passes over the first, takes the inherited value for the second,
 *   and fails to compile the third.
 *
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function toJsonSchema(schema: Schema, options: JsonSchemaOptions = {}): JsonSchema {
  const { id, title } = options
  return {
    $schema: JSON_SCHEMA_DIALECT,
    ...(id === undefined ? {} : { $id: id }),
    ...(title === undefined ? {} : { title }),
    ...writeField(schema.root, options),
  }
}

function writeField({ types, nullable }: Field, options: JsonSchemaOptions): JsonSchema {
  const kinds = types.map((type) => writeType(type, options))
  if (nullable) kinds.push({ type: 'null' })
  if (kinds.length <= 1) return kinds[0] ?? {}
  if (kinds.some((kind) => Object.keys(kind).length > 1)) return { anyOf: kinds }
  return { type: [...new Set(kinds.flatMap(({ type }) => type ?? []))] }
}

function writeType(type: DataType, options: JsonSchemaOptions): JsonSchema {
  switch (type.kind) {
    case 'string':
      return { type: 'string', ...writeFormats(options.formats === false ? [] : type.formats) }
    case 'object':
      return writeObject(type, options)
    case 'map':
      return { type: 'object', additionalProperties: neverSeen(type.values) ? true : writeField(type.values, options) }
    case 'array':
      return neverSeen(type.items) ? { type: 'array' } : { type: 'array', items: writeField(type.items, options) }
    case 'json':
      return { type: ['object', 'array'] }
    default:
      return { type: type.kind }
  }
}

function writeFormats(formats: readonly StringFormat[]): JsonSchema {
  const [first, ...others] = formats
  if (first === undefined) return {}
  return others.length === 0 ? { format: first } : { allOf: formats.map((format) => ({ format })) }
}

function writeObject({ fields }: ObjectType, options: JsonSchemaOptions): JsonSchema {
  const plain: [string, JsonSchema][] = []
  const escaped: [string, JsonSchema][] = []
  for (const field of fields) {
    const pattern = escapedName(field.name)
    if (pattern === undefined) plain.push([field.name, writeField(field, options)])
    else escaped.push([pattern, writeField(field, options)])
  }
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(plain),
    ...(escaped.length === 0 ? {} : { patternProperties: Object.fromEntries(escaped) }),
    ...(required.length === 0 ? {} : { required }),
    ...(options.closed ? { additionalProperties: false } : {}),
  }
}

function neverSeen({ types, nullable }: Field): boolean {
  return types.length === 0 && !nullable
}
