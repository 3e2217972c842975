import {
  createArrays,
  createNumbers,
  createObjects,
  createProfile,
  createStrings,
  type NumberProfile,
  type ObjectProfile,
  type Profile,
} from './profile.js'

/**
 * Add what `from` knows to `into`; `from` stays as it is. In structure the order, the grouping and repetition make no difference.
 *
 * @param maxKeys keys of one object beyond which they are joined.
 */
export function mergeProfiles(into: Profile, from: Profile, maxKeys: number): void {
  into.present += from.present
  into.nulls += from.nulls
  into.optional ||= from.optional
  into.nullable ||= from.nullable
  if (from.booleans) (into.booleans ??= { count: 0 }).count += from.booleans.count
  if (from.unfollowed) (into.unfollowed ??= { count: 0 }).count += from.unfollowed.count
  if (from.numbers) mergeNumbers((into.numbers ??= createNumbers()), from.numbers)
  if (from.strings) {
    const strings = (into.strings ??= createStrings())
    strings.count += from.strings.count
    strings.maxLength = Math.max(strings.maxLength, from.strings.maxLength)
    strings.formats &= from.strings.formats
  }
  if (from.objects) {
    if (into.objects) mergeObjects(into.objects, from.objects, maxKeys)
    else mergeObjects((into.objects = createObjects()), from.objects, maxKeys, true)
  }
  if (from.arrays) {
    const arrays = (into.arrays ??= createArrays())
    arrays.count += from.arrays.count
    arrays.maxLength = Math.max(arrays.maxLength, from.arrays.maxLength)
    mergeProfiles(arrays.items, from.arrays.items, maxKeys)
  }
}

/** Put the values of all keys together: from now on the object can only be a map. */
export function joinKeys(objects: ObjectProfile, maxKeys: number): Profile {
  const values = (objects.values ??= createProfile())
  for (const field of objects.fields.values()) mergeProfiles(values, field, maxKeys)
  objects.fields.clear()
  values.optional = false
  return values
}

/** @param fresh `into` has seen nothing: what it lacks is not optional for that. */
function mergeObjects(into: ObjectProfile, from: ObjectProfile, maxKeys: number, fresh = false): void {
  // Between schemas that were seen, the counts tell what is optional; a schema that was declared has none.
  const uncounted = !fresh && (into.count === 0 || from.count === 0)
  if (uncounted) {
    for (const [key, field] of into.fields) if (!from.fields.has(key)) field.optional = true
  }
  into.count += from.count
  into.declaredMap ||= from.declaredMap
  if (from.values) mergeProfiles(joinKeys(into, maxKeys), from.values, maxKeys)
  for (const [key, field] of from.fields) {
    let known = into.values ?? into.fields.get(key)
    if (!known) {
      known = createProfile()
      known.optional = uncounted
      into.fields.set(key, known)
      if (into.fields.size > maxKeys) known = joinKeys(into, maxKeys)
    }
    mergeProfiles(known, field, maxKeys)
  }
  if (into.values) into.values.optional = false
}

function mergeNumbers(into: NumberProfile, from: NumberProfile): void {
  into.fractional ||= from.fractional
  into.count += from.count
  into.integers += from.integers
  into.min = Math.min(into.min, from.min)
  into.max = Math.max(into.max, from.max)
  into.beyondSafe += from.beyondSafe
  into.beyondInt64 += from.beyondInt64
}
