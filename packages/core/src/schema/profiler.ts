import { ExactNumber, type JsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { isWholeNumber } from '../json/whole-number.js'
import {
  childProfiles,
  createArrays,
  createNumbers,
  createObjects,
  createProfile,
  createStrings,
  type NumberProfile,
  type ObjectProfile,
  type Profile,
} from './profile.js'
import { joinKeys, mergeProfiles } from './merge-profiles.js'
import { formatsOf } from './string-formats.js'

export interface ProfilerLimits {
  /** How many containers inside each other are followed. */
  readonly maxDepth: number
  /** Keys of one object beyond which it can only be a map. */
  readonly maxKeys: number
  /** Distinct paths beyond which the depth is lowered. */
  readonly maxPaths: number
}

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Fills a profile with values, within limits. */
export class Profiler {
  readonly root: Profile = createProfile()
  readonly limits: ProfilerLimits
  #depth: number
  /** Places made since the last count; places that were joined since are counted still. */
  #paths = 1

  constructor(limits: ProfilerLimits) {
    this.limits = limits
    this.#depth = limits.maxDepth
  }

  add(document: JsonValue): void {
    this.#observe(this.root, document, this.#depth)
    if (this.#paths > this.limits.maxPaths && this.#depth > 1) this.#boundPaths()
  }

  /** Add a profile to this one; `from` stays as it is. */
  merge(from: Profile): void {
    mergeProfiles(this.root, from, this.limits.maxKeys)
    truncate(this.root, this.#depth)
    this.#boundPaths()
  }

  /**
   * Add a profile of documents as if each had been added, unless they could reach a limit at which the order of documents tells.
   *
   * @param paths places below the root of `from`, at least.
   * @param nesting containers that stand inside each other, at least.
   * @returns whether it was added.
   */
  mergeWithin(from: Profile, paths: number, nesting: number): boolean {
    if (this.#paths + paths > this.limits.maxPaths) this.#paths = countPaths(this.root)
    if (this.#paths + paths > this.limits.maxPaths) return false
    mergeProfiles(this.root, from, this.limits.maxKeys)
    if (nesting > this.#depth) truncate(this.root, this.#depth)
    this.#paths += paths
    return true
  }

  #observe(profile: Profile, value: JsonValue, depth: number): void {
    profile.present++
    switch (typeof value) {
      case 'string': {
        const strings = (profile.strings ??= createStrings())
        strings.count++
        if (value.length > strings.maxLength) strings.maxLength = value.length
        if (strings.formats !== 0) strings.formats = formatsOf(value, strings.formats)
        return
      }
      case 'number':
        return observeNumber((profile.numbers ??= createNumbers()), value, isWholeNumber(value))
      case 'boolean':
        ;(profile.booleans ??= { count: 0 }).count++
        return
      case 'bigint': {
        const numbers = (profile.numbers ??= createNumbers())
        numbers.beyondSafe++
        if (value < INT64_MIN || value > INT64_MAX) numbers.beyondInt64++
        return observeNumber(numbers, Number(value), true)
      }
      default:
        if (value === null) profile.nulls++
        else if (value instanceof ExactNumber) observeNumber((profile.numbers ??= createNumbers()), value.valueOf(), false)
        else if (depth <= 0) (profile.unfollowed ??= { count: 0 }).count++
        else if (Array.isArray(value)) this.#observeArray(profile, value as JsonArray, depth - 1)
        else this.#observeObject(profile, value as JsonObject, depth - 1)
    }
  }

  #observeArray(profile: Profile, value: JsonArray, depth: number): void {
    if (!profile.arrays) {
      profile.arrays = createArrays()
      this.#paths++
    }
    const { arrays } = profile
    arrays.count++
    if (value.length > arrays.maxLength) arrays.maxLength = value.length
    for (const item of value) this.#observe(arrays.items, item, depth)
  }

  #observeObject(profile: Profile, value: JsonObject, depth: number): void {
    const objects = (profile.objects ??= createObjects())
    objects.count++
    for (const key of Object.keys(value)) this.#observe(this.#fieldOf(objects, key), value[key]!, depth)
  }

  /** The profile of a key; of all keys, once they are too many. */
  #fieldOf(objects: ObjectProfile, key: string): Profile {
    const known = objects.values ?? objects.fields.get(key)
    if (known) return known
    const field = createProfile()
    objects.fields.set(key, field)
    this.#paths++
    if (objects.fields.size <= this.limits.maxKeys) return field
    return joinKeys(objects, this.limits.maxKeys)
  }

  /**
   * Follow containers less deep until the distinct paths are few enough, so that memory stays bounded where documents nest without end.
   * The depth only ever falls, to what the paths seen so far demand.
   */
  #boundPaths(): void {
    const levels = countByLevel(this.root)
    this.#paths = levels.reduce((sum, paths) => sum + paths, 0)
    if (this.#paths <= this.limits.maxPaths) return
    while (levels.length > 2 && this.#paths > this.limits.maxPaths) this.#paths -= levels.pop()!
    this.#depth = levels.length - 1
    truncate(this.root, this.#depth)
  }
}

function observeNumber(numbers: NumberProfile, value: number, whole: boolean): void {
  numbers.count++
  if (whole) numbers.integers++
  // Beyond the range of doubles there is no nearest one; and -0 is 0 here.
  const bounded = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0
  if (bounded < numbers.min) numbers.min = bounded
  if (bounded > numbers.max) numbers.max = bounded
}

function countPaths(profile: Profile): number {
  let paths = 1
  for (const child of childProfiles(profile)) paths += countPaths(child)
  return paths
}

/** Places by how many containers they lie in. */
function countByLevel(root: Profile): number[] {
  const counts: number[] = []
  const visit = (profile: Profile, level: number): void => {
    counts[level] = (counts[level] ?? 0) + 1
    for (const child of childProfiles(profile)) visit(child, level + 1)
  }
  visit(root, 0)
  return counts
}

function truncate(profile: Profile, depth: number): void {
  if (depth > 0) {
    for (const child of childProfiles(profile)) truncate(child, depth - 1)
  } else if (profile.objects || profile.arrays) {
    const unfollowed = (profile.unfollowed ??= { count: 0 })
    unfollowed.count += (profile.objects?.count ?? 0) + (profile.arrays?.count ?? 0)
    profile.objects = undefined
    profile.arrays = undefined
  }
}
