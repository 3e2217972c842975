/** Where the next text goes, after its length. */
let out: usize = 0
let start: usize = 0
let end: usize = 0
/** Where it stands where the next text begins. */
let starts: usize = 0
let base: i32 = 0

/** @param offset of the first text, for where they begin. */
export function setOut(outAt: usize, outBytes: usize, startsAt: usize, offset: i32): void {
  out = start = outAt
  end = outAt + outBytes
  starts = startsAt
  base = offset
}

/** Where the texts end that were laid out. */
export function outEnd(): usize {
  return out
}

/** Lay a text after those before it. @returns false if there is no room. */
export function layOut(text: usize, length: usize): bool {
  // Copied by whole vectors, of which the last one goes too far.
  if (out + length + 20 > end) return false
  store<i32>(starts, base + <i32>(out - start))
  starts += 4
  store<usize>(out, length)
  out += 4
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(text + i))
  out += length
  return true
}

/** Lay out texts of a column, given as address and length. @returns how many there was room for. */
export function gather(values: usize, count: i32): i32 {
  for (let i: i32 = 0; i < count; i++) {
    const value = values + ((<usize>i) << 3)
    if (!layOut(load<usize>(value), load<usize>(value, 4))) return i
  }
  return count
}
