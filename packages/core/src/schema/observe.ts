import { ExactNumber, type JsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { isWholeNumber } from '../json/whole-number.js'
import { createProfile, fieldOf, type NumberProfile, type Profile } from './profile.js'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/**
 * Count one value at its place, and everything within it.
 *
 * @param depth how many containers may still open; below that, a container is only counted.
 */
export function observe(profile: Profile, value: JsonValue, depth: number): void {
  profile.present++
  switch (typeof value) {
    case 'string': {
      const strings = profile.strings
      strings.count++
      if (value.length > strings.maxLength) strings.maxLength = value.length
      return
    }
    case 'number':
      return observeNumber(profile.numbers, value, isWholeNumber(value))
    case 'boolean':
      profile.booleans++
      return
    case 'bigint':
      profile.numbers.beyondSafe++
      if (value < INT64_MIN || value > INT64_MAX) profile.numbers.beyondInt64++
      return observeNumber(profile.numbers, Number(value), true)
    default:
      if (value === null) profile.nulls++
      else if (value instanceof ExactNumber) observeNumber(profile.numbers, value.valueOf(), false)
      else if (depth <= 0) profile.tooDeep++
      else if (Array.isArray(value)) observeArray(profile, value as JsonArray, depth - 1)
      else observeObject(profile, value as JsonObject, depth - 1)
  }
}

function observeNumber(numbers: NumberProfile, value: number, whole: boolean): void {
  numbers.count++
  if (whole) numbers.integers++
  if (!Number.isFinite(value)) return
  if (value < numbers.min) numbers.min = value
  if (value > numbers.max) numbers.max = value
}

function observeArray(profile: Profile, value: JsonArray, depth: number): void {
  const arrays = (profile.arrays ??= { count: 0, maxLength: 0, items: createProfile() })
  arrays.count++
  if (value.length > arrays.maxLength) arrays.maxLength = value.length
  for (const item of value) observe(arrays.items, item, depth)
}

function observeObject(profile: Profile, value: JsonObject, depth: number): void {
  const objects = (profile.objects ??= { count: 0, fields: new Map() })
  objects.count++
  for (const name of Object.keys(value)) observe(fieldOf(objects, name), value[name]!, depth)
}
