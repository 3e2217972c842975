import { ELEMENTS, VALUES, type Place } from '../names/place.js'
import { fieldsOf, MapOutline, type MapOptions } from './map-outline.js'
import { mergeProfiles } from './merge-profiles.js'
import { createProfile, type NumberProfile, type ObjectProfile, type Profile } from './profile.js'
import type { DataType, Field, MapType, NamedField, NumericType, ObjectType, Schema } from './schema.js'
import { formatNames } from './string-formats.js'

/** Make a schema of what a profile knows: kinds and maps decided, fields and types in their fixed order. */
export function finalizeSchema(profile: Profile, documents: number, options: MapOptions): Schema {
  const outline = new MapOutline(options)
  return { version: 1, documents, root: finalizeField(profile, profile.present, [], { outline, keepKeys: true }) }
}

interface FinalizeOptions {
  readonly outline: MapOutline
  /** Whether maps keep their keys: not within the values of a map that keeps its own, or each level would double what is below. */
  readonly keepKeys: boolean
}

function finalizeField(profile: Profile, around: number, place: Place, options: FinalizeOptions): Field {
  const absent = around - profile.present
  return {
    optional: profile.optional || absent > 0,
    nullable: profile.nullable || profile.nulls > 0,
    types: finalizeTypes(profile, place, options),
    present: profile.present,
    absent,
    nulls: profile.nulls,
  }
}

function finalizeTypes(
  { booleans, numbers, strings, objects, arrays, unfollowed }: Profile,
  place: Place,
  options: FinalizeOptions,
): DataType[] {
  const types: DataType[] = []
  if (numbers) types.push(finalizeNumbers(numbers))
  if (strings) {
    types.push({ kind: 'string', count: strings.count, maxLength: strings.maxLength, formats: formatNames(strings.formats) })
  }
  if (booleans) types.push({ kind: 'boolean', count: booleans.count })
  if (objects) types.push(finalizeObjects(objects, place, options))
  if (arrays) {
    const { count, maxLength, items } = arrays
    types.push({ kind: 'array', count, maxLength, items: finalizeField(items, items.present, [...place, ELEMENTS], options) })
  }
  if (unfollowed) types.push({ kind: 'json', count: unfollowed.count })
  return types
}

function finalizeNumbers({ fractional, count, integers, min, max, beyondSafe, beyondInt64 }: NumberProfile): NumericType {
  const seen = count > 0
  return {
    kind: !fractional && integers === count ? 'integer' : 'number',
    count,
    integers,
    min: seen ? min : null,
    max: seen ? max : null,
    beyondSafe,
    beyondInt64,
  }
}

function finalizeObjects(objects: ObjectProfile, place: Place, options: FinalizeOptions): ObjectType | MapType {
  const { count } = objects
  const reason = options.outline.reasonFor(objects, place)
  const finalizeFields = (): NamedField[] =>
    fieldsOf(objects).map(([name, field]) => ({ name, ...finalizeField(field, count, [...place, name], options) }))
  if (reason === null) return { kind: 'object', count, fields: finalizeFields() }
  const values = createProfile()
  if (objects.values) mergeProfiles(values, objects.values, Infinity)
  for (const field of objects.fields.values()) mergeProfiles(values, field, Infinity)
  values.optional = false
  const keys = options.keepKeys && !objects.values ? finalizeFields() : null
  const within = { ...options, keepKeys: options.keepKeys && keys === null }
  return { kind: 'map', count, reason, values: finalizeField(values, values.present, [...place, VALUES], within), keys }
}
