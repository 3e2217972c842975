import {
  constantShape,
  countShape,
  fail,
  flagShape,
  listShape,
  nullableShape,
  numberShape,
  objectShape,
  textShape,
  type JsonShape,
} from '../json/json-shape.js'
import { isJsonObject, type JsonValue } from '../json/json-value.js'
import {
  STRING_FORMATS,
  type ArrayType,
  type BooleanType,
  type DataType,
  type Field,
  type JsonType,
  type Kind,
  type MapType,
  type NamedField,
  type NumericType,
  type ObjectType,
  type Schema,
  type StringType,
} from './schema.js'

/** Kinds of one rank exclude each other; types stand in the order of their ranks. */
const RANKS: Readonly<Record<Kind, number>> = { integer: 0, number: 0, string: 1, boolean: 2, object: 3, map: 3, array: 4, json: 5 }

const fieldParts = {
  optional: flagShape,
  nullable: flagShape,
  types: typesShape,
  present: countShape,
  absent: countShape,
  nulls: countShape,
}

const fieldShape: JsonShape<Field> = objectShape<Field>(fieldParts)
const namedFieldShape: JsonShape<NamedField> = objectShape<NamedField>({ name: textShape, ...fieldParts })

const numericShape = objectShape<NumericType>({
  kind: constantShape('integer', 'number'),
  count: countShape,
  integers: countShape,
  min: nullableShape(numberShape),
  max: nullableShape(numberShape),
  beyondSafe: countShape,
  beyondInt64: countShape,
})

const SHAPES: { readonly [K in Kind]: JsonShape<DataType> } = {
  integer: numericShape,
  number: numericShape,
  string: objectShape<StringType>({
    kind: constantShape('string'),
    count: countShape,
    maxLength: countShape,
    formats: (value, steps) =>
      inOrder(listShape(constantShape(...STRING_FORMATS))(value, steps), (format) => STRING_FORMATS.indexOf(format), steps),
  }),
  boolean: objectShape<BooleanType>({ kind: constantShape('boolean'), count: countShape }),
  object: objectShape<ObjectType>({ kind: constantShape('object'), count: countShape, fields: fieldsShape }),
  map: objectShape<MapType>({
    kind: constantShape('map'),
    count: countShape,
    reason: constantShape('declared', 'many-keys', 'data-keys', 'alike-values'),
    values: fieldShape,
    keys: nullableShape(fieldsShape),
  }),
  array: objectShape<ArrayType>({ kind: constantShape('array'), count: countShape, maxLength: countShape, items: fieldShape }),
  json: objectShape<JsonType>({ kind: constantShape('json'), count: countShape }),
}

/** A schema as JSON, as it was written; every order is held, since equal knowledge has equal text. */
export const schemaShape: JsonShape<Schema> = objectShape<Schema>({ version: constantShape(1), documents: countShape, root: fieldShape })

function typesShape(value: JsonValue, steps: readonly (string | number)[]): readonly DataType[] {
  return inOrder(listShape(typeShape)(value, steps), ({ kind }) => RANKS[kind], steps)
}

function typeShape(value: JsonValue, steps: readonly (string | number)[]): DataType {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'kind')) return fail('Expected an object with a kind', steps)
  const kind = constantShape(...(Object.keys(SHAPES) as Kind[]))(value['kind']!, [...steps, 'kind'])
  return SHAPES[kind](value, steps)
}

function fieldsShape(value: JsonValue, steps: readonly (string | number)[]): readonly NamedField[] {
  return inOrder(listShape(namedFieldShape)(value, steps), ({ name }) => name, steps)
}

/** Each before the next, so that nothing stands twice. */
function inOrder<T>(items: readonly T[], rank: (item: T) => string | number, steps: readonly (string | number)[]): readonly T[] {
  const at = items.findIndex((item, i) => i > 0 && rank(items[i - 1]!) >= rank(item))
  return at < 0 ? items : fail('Stands twice, or before what should come after it', [...steps, at])
}
