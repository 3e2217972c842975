import { compareCodeUnits } from '../names/compare-code-units.js'
import { ELEMENTS, formatPath, VALUES, type Place } from '../names/place.js'
import { mapReason } from './map-rules.js'
import { mergeProfiles } from './merge-profiles.js'
import { createProfile, type NumberProfile, type ObjectProfile, type Profile } from './profile.js'
import type { DataType, Field, MapReason, MapType, NamedField, NumericType, ObjectType, Schema } from './schema.js'
import { formatNames } from './string-formats.js'

export interface MapOptions {
  /** Whether objects whose keys are data are found by rules (`infer`, the default) or never. */
  readonly maps?: 'infer' | 'never' | undefined
  /** What an object is, by path, whatever the rules say: `{ '$.dailyTotals': 'map', '$.answers': 'object' }`. */
  readonly mapOverrides?: Readonly<Record<string, 'map' | 'object'>> | undefined
}

/** Make a schema of what a profile knows: kinds and maps decided, fields and types in their fixed order. */
export function finalizeSchema(profile: Profile, documents: number, options: MapOptions): Schema {
  return { version: 1, documents, root: finalizeField(profile, profile.present, [], options) }
}

function finalizeField(profile: Profile, around: number, place: Place, options: MapOptions): Field {
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
  options: MapOptions,
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

function finalizeObjects(objects: ObjectProfile, place: Place, options: MapOptions): ObjectType | MapType {
  const { count } = objects
  const fields = [...objects.fields]
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([name, field]): NamedField => ({ name, ...finalizeField(field, count, [...place, name], options) }))
  const reason = reasonForMap(objects, fields, place, options)
  if (reason === null) return { kind: 'object', count, fields }
  const values = createProfile()
  if (objects.values) mergeProfiles(values, objects.values, Infinity)
  for (const field of objects.fields.values()) mergeProfiles(values, field, Infinity)
  values.optional = false
  return {
    kind: 'map',
    count,
    reason,
    values: finalizeField(values, values.present, [...place, VALUES], options),
    keys: objects.values ? null : fields,
  }
}

function reasonForMap(objects: ObjectProfile, fields: readonly NamedField[], place: Place, options: MapOptions): MapReason | null {
  const override = options.mapOverrides?.[formatPath(place)]
  if (override === 'map' || objects.declaredMap) return 'declared'
  if (objects.values) return 'many-keys'
  return override === 'object' || options.maps === 'never' ? null : mapReason(fields)
}
