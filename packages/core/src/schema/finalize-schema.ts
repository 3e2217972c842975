import { compareCodeUnits } from '../names/compare-code-units.js'
import type { NumberProfile, Profile } from './profile.js'
import type { DataType, Field, NamedField, NumericType, Schema } from './schema.js'

/** Make a schema of what a profile has seen: kinds decided, fields and types in their fixed order. */
export function finalizeSchema(profile: Profile): Schema {
  return { version: 1, documents: profile.present, root: finalizeField(profile, profile.present) }
}

function finalizeField(profile: Profile, around: number): Field {
  return { present: profile.present, absent: around - profile.present, nulls: profile.nulls, types: finalizeTypes(profile) }
}

function finalizeTypes(profile: Profile): DataType[] {
  const { booleans, numbers, strings, objects, arrays, tooDeep } = profile
  const types: DataType[] = []
  if (numbers.count > 0) types.push(finalizeNumbers(numbers))
  if (strings.count > 0) types.push({ kind: 'string', count: strings.count, maxLength: strings.maxLength })
  if (booleans > 0) types.push({ kind: 'boolean', count: booleans })
  if (objects) {
    const fields = [...objects.fields]
      .sort(([a], [b]) => compareCodeUnits(a, b))
      .map(([name, field]): NamedField => ({ name, ...finalizeField(field, objects.count) }))
    types.push({ kind: 'object', count: objects.count, fields })
  }
  if (arrays) {
    const { count, maxLength, items } = arrays
    types.push({ kind: 'array', count, maxLength, items: finalizeField(items, items.present) })
  }
  if (tooDeep > 0) types.push({ kind: 'json', count: tooDeep })
  return types
}

function finalizeNumbers(numbers: NumberProfile): NumericType {
  return { kind: numbers.integers === numbers.count ? 'integer' : 'number', ...numbers }
}
