import {
  FIELD_FOLLOWER,
  FIELD_KEY,
  FIELD_KEY_LENGTH,
  FIELD_MASK,
  FIELD_NODE,
  FIELD_SEEN,
  FIELD_SIZE,
  FIELD_START,
  MISSING_FIELD,
  MISSING_MEANS,
  MISSING_SIZE,
  OBJECT_FIELDS,
  OBJECT_FIELD_COUNT,
  OBJECT_MISSING,
  OBJECT_MISSING_COUNT,
  RESIDUE_ABSENT,
  UNEXPECTED_ABSENCE,
} from '../kernel-layout'
import { count, tell } from './counting'

/** Followers that are tried before a key is looked for: a few optional keys may be missing in between. */
const TRIES: i32 = 3

/** Objects so far: fields say by it in which one they were seen. */
let objects: i64 = 0

export function nextObject(): i64 {
  return ++objects
}

/** The field whose key stands at a place, or 0. @param link where it stands which one is expected. */
export function fieldAt(object: usize, link: usize, at: usize): usize {
  const expected = load<usize>(link)
  return isKey(expected, at) ? expected : findField(object, expected, link, at)
}

function isKey(field: usize, at: usize): bool {
  if (((load<u64>(at) ^ load<u64>(field, FIELD_START)) & load<u64>(field, FIELD_MASK)) != 0) return false
  const length = load<usize>(field, FIELD_KEY_LENGTH)
  return length <= 8 || isRestOfKey(load<usize>(field, FIELD_KEY), at, length)
}

function isRestOfKey(key: usize, at: usize, length: usize): bool {
  let i: usize = 8
  for (; i + 8 < length; i += 8) if (load<u64>(key + i) != load<u64>(at + i)) return false
  return load<u64>(key + length - 8) == load<u64>(at + length - 8)
}

/** What is found far from where it was expected is expected next time. */
function findField(object: usize, expected: usize, link: usize, at: usize): usize {
  let field = expected
  for (let tries: i32 = 1; tries < TRIES; tries++) {
    field = load<usize>(field, FIELD_FOLLOWER)
    if (isKey(field, at)) return field
  }
  field = load<usize>(object, OBJECT_FIELDS)
  const end = field + load<i32>(object, OBJECT_FIELD_COUNT) * FIELD_SIZE
  for (; field < end; field += FIELD_SIZE) {
    if (isKey(field, at)) {
      store<usize>(link, field)
      return field
    }
  }
  return 0
}

/** Count and tell which fields an object does not have. @returns false where that is unexpected. */
export function noteMissing(object: usize, id: i64): bool {
  let missing = load<usize>(object, OBJECT_MISSING)
  for (let i = load<i32>(object, OBJECT_MISSING_COUNT); i > 0; i--) {
    const field = load<usize>(missing, MISSING_FIELD)
    if (load<i64>(field, FIELD_SEEN) != id) {
      const means = load<i32>(missing, MISSING_MEANS)
      if (means >= 0) count(means)
      else if (means == UNEXPECTED_ABSENCE || !tell(load<usize>(field, FIELD_NODE), RESIDUE_ABSENT)) return false
    }
    missing += MISSING_SIZE
  }
  return true
}
