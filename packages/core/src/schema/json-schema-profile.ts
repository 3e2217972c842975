import { ARRAY, BOOLEAN, CONTAINERS, FRACTION, NULL, NUMBER, OBJECT, STRING, type ObjectShape, type Shape } from './json-schema-shape.js'
import { createArrays, createNumbers, createObjects, createProfile, createStrings, type ObjectProfile, type Profile } from './profile.js'

/** What a declared place looks like before any value was seen there. A place that nothing is said of may hold null, and is not followed. */
export function profileShape(shape: Shape): Profile {
  const profile = createProfile()
  const kinds = shape.stated ?? shape.implied ?? detailedKinds(shape)
  if (kinds === undefined) {
    profile.nullable = true
    profile.unfollowed = { count: 0 }
    return profile
  }
  profile.nullable = (kinds & NULL) !== 0
  if (kinds & NUMBER) profile.numbers = { ...createNumbers(), fractional: (kinds & FRACTION) !== 0 }
  if (kinds & STRING) profile.strings = { ...createStrings(), formats: shape.formats }
  if (kinds & BOOLEAN) profile.booleans = { count: 0 }
  if (!(kinds & CONTAINERS)) return profile
  const undetailed = (kinds & CONTAINERS) === CONTAINERS && !shape.object && !shape.items
  if (shape.cut || undetailed) {
    profile.unfollowed = { count: 0 }
    return profile
  }
  if (kinds & OBJECT) profile.objects = shape.object ? profileObject(shape.object) : createObjects()
  if (kinds & ARRAY) profile.arrays = { ...createArrays(), items: shape.items ? profileShape(shape.items) : createProfile() }
  return profile
}

function profileObject({ fields, required, named, values }: ObjectShape): ObjectProfile {
  const objects = createObjects()
  if (!named && fields.size === 0 && values) return { ...objects, declaredMap: true, values: profileShape(values) }
  for (const [name, shape] of fields) {
    const optional = !required.has(name)
    // Nothing may stand there: the schema says that there is no such field.
    if (optional && shape.stated === 0) continue
    objects.fields.set(name, { ...profileShape(shape), optional })
  }
  return objects
}

function detailedKinds({ object, items }: Shape): number | undefined {
  return (object ? OBJECT : 0) | (items ? ARRAY : 0) || undefined
}
