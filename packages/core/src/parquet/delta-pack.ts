import type { PageBytes } from './page-bytes.js'

const BLOCK_VALUES = 128
const MINIBLOCKS = 4
const MINIBLOCK_VALUES = BLOCK_VALUES / MINIBLOCKS
/** Of a block besides its values: the least delta and the widths. */
const BLOCK_BYTES = 16
const WORD = 2 ** 32

const deltas = new Float64Array(BLOCK_VALUES)

/**
 * DELTA_BINARY_PACKED of INT64.
 *
 * @param words of the values, as `Int64Data` has them; neighbours differ by at most 2^50.
 * @param count of the values, at least one.
 * @see Parquet Encodings, delta encoding
 */
export function writeDeltas(out: PageBytes, words: Int32Array, count: number): void {
  out.reserve(count * 8 + (Math.ceil(count / BLOCK_VALUES) + 1) * (BLOCK_BYTES + MINIBLOCK_VALUES * 8) + 64)
  out.varint(BLOCK_VALUES)
  out.varint(MINIBLOCKS)
  out.varint(count)
  // The zigzag of the first value: doubled, and inverted where it is negative.
  const sign = words[1]! >> 31
  writeLongVarint(out, ((words[1]! << 1) | (words[0]! >>> 31)) ^ sign, (words[0]! << 1) ^ sign)
  for (let at = 1; at < count; at += BLOCK_VALUES) writeBlock(out, words, at, Math.min(BLOCK_VALUES, count - at))
}

function writeBlock(out: PageBytes, words: Int32Array, from: number, length: number): void {
  let least = Infinity
  for (let i = 0, at = from * 2; i < length; i++, at += 2) {
    const delta = (words[at + 1]! - words[at - 1]!) * WORD + ((words[at]! >>> 0) - (words[at - 2]! >>> 0))
    deltas[i] = delta
    if (delta < least) least = delta
  }
  deltas.fill(least, length)
  out.zigzag(least)
  const widthsAt = out.length
  out.length += MINIBLOCKS
  for (let block = 0; block < MINIBLOCKS; block++) {
    const start = block * MINIBLOCK_VALUES
    let most = 0
    for (let i = start; i < start + MINIBLOCK_VALUES; i++) {
      const above = deltas[i]! - least
      deltas[i] = above
      if (above > most) most = above
    }
    const width = most < WORD ? 32 - Math.clz32(most) : 64 - Math.clz32(most / WORD)
    out.bytes[widthsAt + block] = width
    if (width > 0) packMiniblock(out, start, width)
  }
}

function packMiniblock(out: PageBytes, start: number, width: number): void {
  const { bytes } = out
  let at = out.length
  let pending = 0
  let bits = 0
  if (width <= 24) {
    for (let i = start; i < start + MINIBLOCK_VALUES; i++) {
      pending |= deltas[i]! << bits
      bits += width
      while (bits >= 8) {
        bytes[at++] = pending
        pending >>>= 8
        bits -= 8
      }
    }
    out.length = at
    return
  }
  for (let i = start; i < start + MINIBLOCK_VALUES; i++) {
    let value = deltas[i]!
    let left = width
    // Words of 16 bits keep what is pending within 24.
    while (left > 0) {
      const taken = Math.min(left, 16)
      pending |= (value % 0x10000) << bits
      value = Math.floor(value / 0x10000)
      bits += taken
      left -= taken
      while (bits >= 8) {
        bytes[at++] = pending
        pending >>>= 8
        bits -= 8
      }
    }
  }
  out.length = at
}

/** A varint of 64 bits. */
function writeLongVarint(out: PageBytes, upper: number, lower: number): void {
  let high = upper >>> 0
  let low = lower >>> 0
  while (high > 0 || low >= 0x80) {
    out.bytes[out.length++] = (low & 0x7f) | 0x80
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  out.bytes[out.length++] = low
}
