import type { PageBytes } from './page-bytes.js'

const WORD_BITS = 32
const WORD = 2 ** 32

/**
 * Pack whole numbers one after the other, the lowest bits first. The last byte is filled up with zeros. Room must be there for the bits and a word
 * more.
 *
 * @param width bits of a value, from 1 to 32; no value may have more.
 */
export function packBits(out: PageBytes, values: Int32Array, from: number, to: number, width: number): void {
  const { view } = out
  let at = out.length
  let pending = 0
  let bits = 0
  for (let i = from; i < to; i++) {
    const value = values[i]!
    pending |= value << bits
    bits += width
    if (bits < WORD_BITS) continue
    view.setInt32(at, pending, true)
    at += 4
    bits -= WORD_BITS
    // Shifting by a whole word would shift by nothing.
    pending = bits === 0 ? 0 : value >>> (width - bits)
  }
  view.setInt32(at, pending, true)
  out.length = at + ((bits + 7) >> 3)
}

/** As {@link packBits}, of doubles that are whole numbers. @param width bits of a value, from 33 to 53. */
export function packWideBits(out: PageBytes, values: Float64Array, from: number, to: number, width: number): void {
  const { view } = out
  const upperWidth = width - WORD_BITS
  let at = out.length
  let pending = 0
  let bits = 0
  for (let i = from; i < to; i++) {
    const value = values[i]!
    const lower = value | 0
    const upper = (value - (lower >>> 0)) / WORD
    view.setInt32(at, pending | (lower << bits), true)
    at += 4
    pending = (bits === 0 ? 0 : lower >>> (WORD_BITS - bits)) | (upper << bits)
    bits += upperWidth
    if (bits < WORD_BITS) continue
    view.setInt32(at, pending, true)
    at += 4
    bits -= WORD_BITS
    // The upper bits are fewer than a word.
    pending = upper >>> (upperWidth - bits)
  }
  view.setInt32(at, pending, true)
  out.length = at + ((bits + 7) >> 3)
}
