import { ELEMENTS, VALUES, type Place } from '../names/place.js'
import { createChange, type SchemaChange } from './compare-changes.js'
import { compareKinds, kindFamily } from './compare-kinds.js'
import { mergeSchemas } from './infer-schema.js'
import type { DataType, Field, MapType, NamedField, NumericType, ObjectType, StringFormat, StringType } from './schema.js'

type Changes = Generator<SchemaChange, void, undefined>

/** Every change at a place and below it, in no particular order; (path, change) is never repeated. */
export function* compareFields(before: Field, after: Field, place: Place): Changes {
  if (!before.nullable && after.nullable) yield createChange(place, 'became-nullable', 'Was never null; now may be.')
  if (before.nullable && !after.nullable) yield createChange(place, 'no-longer-nullable', 'Could be null; now never is.')
  yield* compareKinds(before, after, place)
  for (const type of before.types) {
    const family = kindFamily(type)
    const other = after.types.find((candidate) => kindFamily(candidate) === family)
    if (other) yield* compareTypes(type, other, place)
  }
}

/** @param before of the same family as `after`. */
function* compareTypes(before: DataType, after: DataType, place: Place): Changes {
  if (isNumeric(before) && isNumeric(after)) yield* compareNumbers(before, after, place)
  else if (before.kind === 'string' && after.kind === 'string') yield* compareStrings(before, after, place)
  else if (before.kind === 'array' && after.kind === 'array') yield* compareFields(before.items, after.items, [...place, ELEMENTS])
  else if (before.kind === 'map' && after.kind === 'map') yield* compareFields(before.values, after.values, [...place, VALUES])
  else if (before.kind === 'object' && after.kind === 'object') yield* compareObjects(before, after, place)
  else if (before.kind === 'map' && after.kind === 'object') yield* compareMapWithObject(before, after, place)
  else if (before.kind === 'object' && after.kind === 'map') yield compareObjectWithMap(before, place)
}

function isNumeric(type: DataType): type is NumericType {
  return type.kind === 'integer' || type.kind === 'number'
}

function* compareNumbers(before: NumericType, after: NumericType, place: Place): Changes {
  if (before.kind !== after.kind) {
    yield before.kind === 'integer'
      ? createChange(place, 'integer-to-number', 'Was written as an integer; now also with a fraction or an exponent.')
      : createChange(place, 'number-to-integer', 'Was written with a fraction or an exponent; now only as an integer.')
  } else if (after.kind === 'integer' && before.beyondInt64 === 0 && after.beyondInt64 > 0) {
    yield createChange(place, 'integers-beyond-int64', 'Some integers no longer fit in int64: a column of them holds their digits as text.')
  }
}

function* compareStrings(before: StringType, after: StringType, place: Place): Changes {
  const [was, is] = [listFormats(before.formats), listFormats(after.formats)]
  if (was !== is) yield createChange(place, 'format-changed', `Format of every string: was ${was}, is ${is}.`)
}

function listFormats(formats: readonly StringFormat[]): string {
  return formats.length === 0 ? 'none' : [...formats].sort().join(' and ')
}

function* compareObjects(before: ObjectType, after: ObjectType, place: Place): Changes {
  const added = new Map(after.fields.map((field) => [field.name, field]))
  for (const field of before.fields) {
    const fieldPlace = [...place, field.name]
    const other = added.get(field.name)
    if (other) {
      added.delete(field.name)
      yield* compareNamedFields(field, other, fieldPlace)
    } else {
      const reason = field.optional ? 'The field, which was optional, is gone.' : 'The field, which every object had, is gone.'
      yield createChange(fieldPlace, 'field-removed', reason)
    }
  }
  for (const field of added.values()) {
    const reason = field.optional ? 'A new field, which is optional.' : 'A new field, which every object has.'
    yield createChange([...place, field.name], 'field-added', reason)
  }
}

function* compareNamedFields(before: NamedField, after: NamedField, place: Place): Changes {
  if (!before.optional && after.optional) yield createChange(place, 'became-optional', 'Every object had the field; now some may lack it.')
  if (before.optional && !after.optional)
    yield createChange(place, 'became-required', 'Some objects could lack the field; now every one has it.')
  yield* compareFields(before, after, place)
}

function* compareMapWithObject(before: MapType, after: ObjectType, place: Place): Changes {
  yield createChange(place, 'map-to-object', 'Was a map; is an object, whose fields can be taken for further keys of the map.')
  if (after.fields.length > 0) yield* compareFields(before.values, joinFields(after.fields), [...place, VALUES])
}

function compareObjectWithMap(before: ObjectType, place: Place): SchemaChange {
  return before.fields.length === 0
    ? createChange(place, 'empty-object-to-map', 'Was an object without any field; is a map.')
    : createChange(place, 'object-to-map', 'Was an object with fields of its own; is a map, whose keys are data.')
}

/** All fields as one, as the values of a map are. */
function joinFields(fields: readonly Field[]): Field {
  return mergeSchemas(fields.map((root) => ({ version: 1, documents: 0, root }))).root
}
