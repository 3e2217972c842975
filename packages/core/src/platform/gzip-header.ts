const FIXED_BYTES = 10
const HAS_CHECKSUM = 2
const HAS_EXTRA = 4
const HAS_NAME = 8
const HAS_COMMENT = 16

/**
 * Where the data begins behind the header of a gzip member.
 *
 * @returns Infinity if the header has no end.
 * @throws Error if no member begins here.
 * @see RFC 1952, section 2.3
 */
export function gzipDataStart(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b || bytes[start + 2] !== 8) throw new Error('no gzip member')
  const flags = bytes[start + 3] ?? 0
  let at = start + FIXED_BYTES
  if (flags & HAS_EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  for (const flag of [HAS_NAME, HAS_COMMENT]) if (flags & flag) at = afterNul(bytes, at)
  return flags & HAS_CHECKSUM ? at + 2 : at
}

function afterNul(bytes: Uint8Array, from: number): number {
  const nul = bytes.indexOf(0, from)
  return nul < 0 ? Infinity : nul + 1
}
