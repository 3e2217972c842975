import { packBits, packWideBits } from './bit-pack.js'
import type { PageBytes } from './page-bytes.js'

const BLOCK_VALUES = 128
const MINIBLOCKS = 4
const MINIBLOCK_VALUES = BLOCK_VALUES / MINIBLOCKS
/** Of a block besides its values: the least delta and the widths. */
const BLOCK_BYTES = 16
const WORD = 2 ** 32

/** What the deltas of a block are above the least one. */
const narrow = new Int32Array(BLOCK_VALUES)
const wide = new Float64Array(BLOCK_VALUES)

/**
 * DELTA_BINARY_PACKED of INT64.
 *
 * @param words of the values, as `Int64Data` has them.
 * @param deltas how much each value but the first is more than the one before it, within ±2^50; there may be room for more.
 * @param count of the values, at least one.
 * @see Parquet Encodings, delta encoding
 */
export function writeDeltas(out: PageBytes, words: Int32Array, deltas: Float64Array, count: number): void {
  out.reserve(count * 8 + (Math.ceil(count / BLOCK_VALUES) + 1) * (BLOCK_BYTES + MINIBLOCK_VALUES * 8) + 64)
  out.varint(BLOCK_VALUES)
  out.varint(MINIBLOCKS)
  out.varint(count)
  // The zigzag of the first value: doubled, and inverted where it is negative.
  const sign = words[1]! >> 31
  writeLongVarint(out, ((words[1]! << 1) | (words[0]! >>> 31)) ^ sign, (words[0]! << 1) ^ sign)
  for (let at = 0; at < count - 1; at += BLOCK_VALUES) writeBlock(out, deltas, at, Math.min(BLOCK_VALUES, count - 1 - at))
}

function writeBlock(out: PageBytes, deltas: Float64Array, from: number, length: number): void {
  let least = deltas[from]!
  let greatest = least
  for (let i = from + 1; i < from + length; i++) {
    const delta = deltas[i]!
    if (delta < least) least = delta
    if (delta > greatest) greatest = delta
  }
  out.zigzag(least)
  const widthsAt = out.length
  out.length += MINIBLOCKS
  if (least === greatest) {
    out.bytes.fill(0, widthsAt, out.length)
    return
  }
  const most = greatest - least
  if (most < WORD) packNarrowBlock(out, deltas, from, length, least, widthsAt)
  else packWideBlock(out, deltas, from, length, least, widthsAt)
}

/** Every delta is less than 2^32 above the least one. */
function packNarrowBlock(out: PageBytes, deltas: Float64Array, from: number, length: number, least: number, widthsAt: number): void {
  for (let i = 0; i < length; i++) narrow[i] = deltas[from + i]! - least
  narrow.fill(0, length)
  for (let block = 0; block < MINIBLOCKS; block++) {
    const start = block * MINIBLOCK_VALUES
    const end = start + MINIBLOCK_VALUES
    let any = 0
    for (let i = start; i < end; i++) any |= narrow[i]!
    const width = 32 - Math.clz32(any)
    out.bytes[widthsAt + block] = width
    if (width > 0) packBits(out, narrow, start, end, width)
  }
}

function packWideBlock(out: PageBytes, deltas: Float64Array, from: number, length: number, least: number, widthsAt: number): void {
  for (let i = 0; i < length; i++) wide[i] = deltas[from + i]! - least
  wide.fill(0, length)
  for (let block = 0; block < MINIBLOCKS; block++) {
    const start = block * MINIBLOCK_VALUES
    const end = start + MINIBLOCK_VALUES
    let most = 0
    for (let i = start; i < end; i++) if (wide[i]! > most) most = wide[i]!
    const width = most < WORD ? 32 - Math.clz32(most) : 64 - Math.clz32(most / WORD)
    out.bytes[widthsAt + block] = width
    if (width > 32) packWideBits(out, wide, start, end, width)
    else if (width > 0) {
      for (let i = start; i < end; i++) narrow[i] = wide[i]!
      packBits(out, narrow, start, end, width)
    }
  }
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
