import { ALL_FORMATS, type FormatSet } from './string-formats.js'

/**
 * What has been gathered at one place of the documents while they stream past. Mutable; `finalizeSchema` makes a schema of it, and
 * `profileSchema` goes back. A kind is possible here if its part is there, also where its count is 0 because it was declared and not seen.
 */
export interface Profile {
  present: number
  nulls: number
  /** Declared so, or lacking in a schema that was merged. Absences that were counted do not need it. */
  optional: boolean
  nullable: boolean
  booleans: { count: number } | undefined
  numbers: NumberProfile | undefined
  strings: StringProfile | undefined
  objects: ObjectProfile | undefined
  arrays: ArrayProfile | undefined
  /** Containers that were not followed. */
  unfollowed: { count: number } | undefined
}

export interface NumberProfile {
  /** Declared as a number, whatever was seen. */
  fractional: boolean
  count: number
  integers: number
  min: number
  max: number
  beyondSafe: number
  beyondInt64: number
}

export interface StringProfile {
  count: number
  maxLength: number
  formats: FormatSet
}

export interface ObjectProfile {
  count: number
  /** A schema says that the keys are data. */
  declaredMap: boolean
  /** By key; empty once the keys have become too many. */
  readonly fields: Map<string, Profile>
  /** All values together, once the keys have become too many, or where a map was declared. */
  values: Profile | undefined
}

export interface ArrayProfile {
  count: number
  maxLength: number
  readonly items: Profile
}

export function createProfile(): Profile {
  return {
    present: 0,
    nulls: 0,
    optional: false,
    nullable: false,
    booleans: undefined,
    numbers: undefined,
    strings: undefined,
    objects: undefined,
    arrays: undefined,
    unfollowed: undefined,
  }
}

export function createNumbers(): NumberProfile {
  return { fractional: false, count: 0, integers: 0, min: Infinity, max: -Infinity, beyondSafe: 0, beyondInt64: 0 }
}

export function createStrings(): StringProfile {
  return { count: 0, maxLength: 0, formats: ALL_FORMATS }
}

export function createObjects(): ObjectProfile {
  return { count: 0, declaredMap: false, fields: new Map(), values: undefined }
}

export function createArrays(): ArrayProfile {
  return { count: 0, maxLength: 0, items: createProfile() }
}

/** The places directly below. */
export function* childProfiles({ objects, arrays }: Profile): Generator<Profile, void, undefined> {
  if (objects) yield* objects.fields.values()
  if (objects?.values) yield objects.values
  if (arrays) yield arrays.items
}

/** Scalar values seen here and below, null apart; undefined if containers were not followed. */
export function countScalars(profile: Profile): number | undefined {
  const { booleans, numbers, strings, unfollowed } = profile
  if (unfollowed) return undefined
  let count = (booleans?.count ?? 0) + (numbers?.count ?? 0) + (strings?.count ?? 0)
  for (const child of childProfiles(profile)) {
    const below = countScalars(child)
    if (below === undefined) return undefined
    count += below
  }
  return count
}
