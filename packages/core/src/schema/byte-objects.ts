import { decodeString } from './byte-strings.js'
import { joinKeys } from './merge-profiles.js'
import { createProfile, type ObjectProfile, type Profile } from './profile.js'

/** Followers that are tried before a key is looked up: a few optional keys may be missing in between. */
const TRIES = 3

/** A key of the objects at one place, as its bytes stand where it was first seen. */
export class ByteKey {
  readonly start: number
  readonly length: number
  profile: Profile
  /** The key that came next when this one was seen last: most likely it does so again. */
  follower: ByteKey | undefined = undefined
  /** The last object that had it. */
  seenIn = 0

  constructor(start: number, end: number, profile: Profile) {
    this.start = start
    this.length = end - start
    this.profile = profile
  }
}

/** The objects at one place of a buffer, with their keys as bytes. */
export class ByteObjects implements ObjectProfile {
  count: number
  readonly declaredMap = false
  readonly fields: Map<string, Profile>
  values: Profile | undefined
  /** The key that objects here begin with. */
  first: ByteKey | undefined = undefined
  readonly #keys = new Map<string, ByteKey>()

  constructor({ count, fields, values }: ObjectProfile) {
    this.count = count
    this.fields = fields
    this.values = values
  }

  begin(): void {
    this.count++
    // Once the keys are data, they are only kept as long as a duplicate must be told.
    if (this.values === undefined) return
    this.#keys.clear()
    this.first = undefined
  }

  /** The key that stands, with its quotes, from `start` to before `end`. */
  find(bytes: Uint8Array, start: number, end: number, maxKeys: number): ByteKey {
    const name = decodeString(bytes, start, end)
    let key = this.#keys.get(name)
    if (key === undefined) {
      key = new ByteKey(start, end, this.#profileOf(name))
      this.#keys.set(name, key)
      if (this.fields.size > maxKeys) this.#join(maxKeys)
    }
    return key
  }

  #profileOf(name: string): Profile {
    const known = this.values ?? this.fields.get(name)
    if (known) return known
    const profile = createProfile()
    this.fields.set(name, profile)
    return profile
  }

  #join(maxKeys: number): void {
    const values = joinKeys(this, maxKeys)
    for (const key of this.#keys.values()) key.profile = values
  }
}

/** The objects of a profile. Where keys were joined, they have become plain ones, whose keys must be learnt anew. */
export function byteObjectsOf(profile: Profile): ByteObjects {
  const { objects } = profile
  if (objects instanceof ByteObjects) return objects
  const made = new ByteObjects(objects ?? { count: 0, declaredMap: false, fields: new Map(), values: undefined })
  profile.objects = made
  return made
}

/** The key at `at`, if it is the one expected or stands shortly after it. */
export function matchKey(expected: ByteKey | undefined, bytes: Uint8Array, at: number): ByteKey | undefined {
  let key = expected
  for (let tries = 0; key !== undefined && tries < TRIES; tries++) {
    const { start, length } = key
    let i = 1
    while (i < length && bytes[at + i] === bytes[start + i]) i++
    if (i === length) return key
    key = key.follower
  }
  return undefined
}
