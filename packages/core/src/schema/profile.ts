/** Counts gathered at one place of the documents while they stream past. Mutable; {@link finalizeSchema} makes a schema of it. */
export interface Profile {
  present: number
  nulls: number
  booleans: number
  readonly numbers: NumberProfile
  readonly strings: StringProfile
  /** Containers beyond the depth limit. */
  tooDeep: number
  objects: ObjectProfile | undefined
  arrays: ArrayProfile | undefined
}

export interface NumberProfile {
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
}

export interface ObjectProfile {
  count: number
  readonly fields: Map<string, Profile>
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
    booleans: 0,
    numbers: { count: 0, integers: 0, min: Infinity, max: -Infinity, beyondSafe: 0, beyondInt64: 0 },
    strings: { count: 0, maxLength: 0 },
    tooDeep: 0,
    objects: undefined,
    arrays: undefined,
  }
}

/** Add what `from` has seen to `into`. Commutative and associative; `from` stays as it is. */
export function mergeProfiles(into: Profile, from: Profile): void {
  into.present += from.present
  into.nulls += from.nulls
  into.booleans += from.booleans
  into.tooDeep += from.tooDeep
  mergeNumbers(into.numbers, from.numbers)
  into.strings.count += from.strings.count
  into.strings.maxLength = Math.max(into.strings.maxLength, from.strings.maxLength)
  if (from.objects) {
    const objects = (into.objects ??= { count: 0, fields: new Map() })
    objects.count += from.objects.count
    for (const [name, field] of from.objects.fields) mergeProfiles(fieldOf(objects, name), field)
  }
  if (from.arrays) {
    const arrays = (into.arrays ??= { count: 0, maxLength: 0, items: createProfile() })
    arrays.count += from.arrays.count
    arrays.maxLength = Math.max(arrays.maxLength, from.arrays.maxLength)
    mergeProfiles(arrays.items, from.arrays.items)
  }
}

/** The profile of a field, made where it is new. */
export function fieldOf(objects: ObjectProfile, name: string): Profile {
  let field = objects.fields.get(name)
  if (!field) objects.fields.set(name, (field = createProfile()))
  return field
}

function mergeNumbers(into: NumberProfile, from: NumberProfile): void {
  into.count += from.count
  into.integers += from.integers
  into.min = Math.min(into.min, from.min)
  into.max = Math.max(into.max, from.max)
  into.beyondSafe += from.beyondSafe
  into.beyondInt64 += from.beyondInt64
}
