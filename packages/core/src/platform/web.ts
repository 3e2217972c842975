import { sha256 } from '@noble/hashes/sha2.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { crc32 } from './crc32.js'
import { gunzip } from './gunzip.js'
import { inflateRaw } from './inflate-raw.js'
import type { Platform } from './platform.js'
import { toHex } from './to-hex.js'

const SLICE_BYTES = 64 * 1024

export const platform: Platform = {
  name: 'web',
  inflateRaw,
  gunzip,
  isUtf8: isDecodable,
  crc32,
  sha256Hex: (bytes) => toHex(sha256(bytes)),
  // A copy, since snappyCompress returns a view of a buffer that may be twice as large.
  createSha256: () => sha256.create(),
  pageDecoders: {},
  pageCodec: { name: 'SNAPPY', compress: (bytes) => new Uint8Array(snappyCompress(bytes)) },
}

function isDecodable(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    // In slices, so that no text of the whole entry is made.
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) decoder.decode(bytes.subarray(at, at + SLICE_BYTES), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
