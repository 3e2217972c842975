import { packBits } from './bit-pack.js'
import type { PageBytes } from './page-bytes.js'

/** Equal values from which on a run is written as one, where packing them would have to be broken off for it. */
const LONG_RUN = 32
const SHORT_RUN = 16
/** Bytes of levels that are alike from which on they are written as a run. */
const LONG_LEVELS = 8
/** Bytes that one run may take besides its values: a varint and a value. */
const RUN_BYTES = 10

/**
 * RLE and bit-packed hybrid of whole numbers.
 *
 * @param count of the values that are taken.
 * @param width bits of a value, at most 24.
 * @see Parquet Encodings, RLE/bit-packing hybrid
 */
export function writeHybrid(out: PageBytes, values: Int32Array, count: number, width: number): void {
  out.reserve(Math.ceil((count * width) / 8) + width + (Math.ceil(count / SHORT_RUN) + 2) * RUN_BYTES)
  let packedFrom = -1
  let at = 0
  while (at < count) {
    const value = values[at]!
    let end = at + 1
    const limit = Math.min(count, at + 8)
    while (end < limit && values[end] === value) end++
    if (end - at === 8) {
      while (end < count && values[end] === value) end++
      const length = end - at
      if (length >= LONG_RUN || (packedFrom < 0 && length >= SHORT_RUN)) {
        if (packedFrom >= 0) packGroups(out, values, packedFrom, at, width)
        packedFrom = -1
        writeRun(out, value, length, width)
        at = end
        continue
      }
    }
    if (packedFrom < 0) packedFrom = at
    at += 8
  }
  if (packedFrom >= 0) packGroups(out, values, packedFrom, count, width)
}

/**
 * Definition levels of a column that may hold nulls.
 *
 * @param present see `ColumnData`.
 * @see Parquet Encodings, RLE/bit-packing hybrid
 */
export function writeLevels(out: PageBytes, present: Uint8Array | undefined, rows: number): void {
  out.reserve((rows >> 3) * 2 + 4 * RUN_BYTES)
  if (present === undefined) return writeRun(out, 1, rows, 1)
  const whole = rows >> 3
  let packedFrom = 0
  let at = 0
  while (at < whole) {
    const byte = present[at]!
    let end = at + 1
    if (byte === 0 || byte === 0xff) while (end < whole && present[end] === byte) end++
    if (end - at >= LONG_LEVELS) {
      copyLevels(out, present, packedFrom, at)
      writeRun(out, byte & 1, (end - at) * 8, 1)
      packedFrom = end
    }
    at = end
  }
  copyLevels(out, present, packedFrom, (rows + 7) >> 3)
  const rest = rows & 7
  if (rest > 0) out.bytes[out.length - 1]! &= (1 << rest) - 1
}

function copyLevels(out: PageBytes, present: Uint8Array, from: number, to: number): void {
  if (from >= to) return
  out.varint((to - from) * 2 + 1)
  out.bytes.set(present.subarray(from, to), out.length)
  out.length += to - from
}

function writeRun(out: PageBytes, value: number, length: number, width: number): void {
  out.varint(length * 2)
  for (let bits = 0; bits < width; bits += 8) out.bytes[out.length++] = value >> bits
}

/** All groups but the last one of a page are whole. */
function packGroups(out: PageBytes, values: Int32Array, from: number, to: number, width: number): void {
  const groups = (to - from + 7) >> 3
  out.varint(groups * 2 + 1)
  const end = out.length + groups * width
  if (width > 0) packBits(out, values, from, to, width)
  out.bytes.fill(0, out.length, end)
  out.length = end
}
