/** Pseudo-random bytes of a limited alphabet: 256 does not compress, fewer do. */
export function seededBytes(seed: number, length: number, alphabet = 256): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 16) % alphabet
  })
}

/** A copy with some bits of one byte changed. */
export function withFlippedBits(bytes: Uint8Array, at: number, bits: number): Uint8Array {
  const copy = new Uint8Array(bytes)
  const view = new DataView(copy.buffer)
  view.setUint8(at, view.getUint8(at) ^ bits)
  return copy
}
