import { createProfile, type NumberProfile, type ObjectProfile, type Profile } from './profile.js'
import { STRING_FORMATS, type DataType, type Field, type MapType, type NumericType, type ObjectType, type Schema } from './schema.js'

/** The profile that a schema was made from, as far as the schema tells. */
export function profileSchema(schema: Schema): Profile {
  return profileField(schema.root)
}

function profileField({ optional, nullable, types, present, absent, nulls }: Field): Profile {
  const profile = createProfile()
  profile.present = present
  profile.nulls = nulls
  // What was counted stays counted; only what was declared needs a flag.
  profile.optional = optional && absent === 0
  profile.nullable = nullable && nulls === 0
  for (const type of types) addType(profile, type)
  return profile
}

function addType(profile: Profile, type: DataType): void {
  switch (type.kind) {
    case 'integer':
    case 'number':
      profile.numbers = profileNumbers(type)
      break
    case 'string':
      profile.strings = {
        count: type.count,
        maxLength: type.maxLength,
        formats: STRING_FORMATS.reduce((set, format, i) => (type.formats.includes(format) ? set | (1 << i) : set), 0),
      }
      break
    case 'boolean':
      profile.booleans = { count: type.count }
      break
    case 'object':
    case 'map':
      profile.objects = profileObjects(type)
      break
    case 'array':
      profile.arrays = { count: type.count, maxLength: type.maxLength, items: profileField(type.items) }
      break
    case 'json':
      profile.unfollowed = { count: type.count }
  }
}

function profileNumbers({ kind, count, integers, min, max, beyondSafe, beyondInt64 }: NumericType): NumberProfile {
  const fractional = kind === 'number' && integers === count
  return { fractional, count, integers, min: min ?? Infinity, max: max ?? -Infinity, beyondSafe, beyondInt64 }
}

function profileObjects(type: ObjectType | MapType): ObjectProfile {
  const fields = type.kind === 'object' ? type.fields : type.keys
  return {
    count: type.count,
    declaredMap: type.kind === 'map' && type.reason === 'declared',
    fields: new Map(fields?.map((field) => [field.name, profileField(field)])),
    values: type.kind === 'map' && type.keys === null ? profileField(type.values) : undefined,
  }
}
