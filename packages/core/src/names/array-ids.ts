import { CoercionError } from '../errors.js'

const ENTRY_BITS = 15
const TAG_BITS = 3
const PAYLOAD_BITS = 63 - ENTRY_BITS - TAG_BITS
const FIRST_WIDTH = 3
const WIDTH_STEP = 6
/** Bits of the payload that stand in the upper 32 bits of the id. */
const UPPER_PAYLOAD_BITS = PAYLOAD_BITS - 32

/** Ordinals that fit beside each tag; the last one is beyond all. */
const ORDINALS = Array.from({ length: 2 ** TAG_BITS + 1 }, (_, tag) =>
  tag < 2 ** TAG_BITS ? 2 ** (FIRST_WIDTH + WIDTH_STEP * tag) : Infinity,
)
const PAYLOADS = 2 ** PAYLOAD_BITS
const WORD = 2 ** 32
const ENTRY_UNIT = 2 ** (TAG_BITS + UPPER_PAYLOAD_BITS)
const TAG_UNIT = 2 ** UPPER_PAYLOAD_BITS

/** Entries beyond this have no ids. */
export const MAX_ENTRY_ORDINAL: number = 2 ** ENTRY_BITS - 2

/** An int64 as two halves: a double does not hold 63 bits, and a bigint is slow. */
export interface ArrayId {
  /** Upper 31 bits. */
  readonly upper: number
  /** Lower 32 bits, unsigned. */
  readonly lower: number
}

/**
 * The id of an array or map: int64, positive, a function of where its document came from and of which array of its table it is within the
 * document. It is put together, not hashed, so two arrays of one table and record never share one:
 *
 *     15 bits  entry ordinal + 1
 *      3 bits  tag t
 *     45 bits  document position, then the array's ordinal in 3 + 6t bits, t as small as the ordinal allows
 *
 * Ids of neighbouring arrays are near each other, which is what makes them small in a file.
 *
 * @param entryOrdinal place of the entry among the entries of its archive, from 0.
 * @param position of the document within its entry, from 0.
 * @param ordinal of the array among the arrays of its table in this document, from 0.
 * @throws CoercionError `too-many-arrays` if the numbers do not fit: no archive within the default limits comes near.
 */
export function arrayId(entryOrdinal: number, position: number, ordinal: number): ArrayId {
  let tag = 0
  while (ordinal >= ORDINALS[tag]!) tag++
  const ordinals = ORDINALS[tag]!
  if (entryOrdinal > MAX_ENTRY_ORDINAL || ordinals > PAYLOADS || position >= PAYLOADS / ordinals) {
    throw new CoercionError('There are more documents and arrays in this entry than ids can tell apart', {
      code: 'too-many-arrays',
      position,
      hint: 'Split the file into several entries.',
    })
  }
  const payload = position * ordinals + ordinal
  const upperPayload = Math.floor(payload / WORD)
  const upper = (entryOrdinal + 1) * ENTRY_UNIT + tag * TAG_UNIT + upperPayload
  return { upper, lower: payload - upperPayload * WORD }
}

/** What all ids of an entry begin with, as {@link arrayId} puts them together, or 0 if it has none. */
export function arrayIdBase(entryOrdinal: number): bigint {
  return entryOrdinal > MAX_ENTRY_ORDINAL ? 0n : BigInt(entryOrdinal + 1) << BigInt(TAG_BITS + PAYLOAD_BITS)
}

/** The position of the document that an id of {@link arrayId} belongs to. */
export function positionOfId({ upper, lower }: ArrayId): number {
  const tag = Math.floor(upper / TAG_UNIT) % 2 ** TAG_BITS
  return Math.floor(((upper % TAG_UNIT) * WORD + lower) / ORDINALS[tag]!)
}
