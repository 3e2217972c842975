import { sha256 } from '@noble/hashes/sha2.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { crc32 } from './crc32.js'
import { inflateRaw } from './inflate-raw.js'
import type { Platform } from './platform.js'

export const platform: Platform = {
  name: 'web',
  inflateRaw,
  crc32,
  sha256: (bytes) => sha256(bytes),
  // A copy, since snappyCompress returns a view of a buffer that may be twice as large.
  createSha256: () => sha256.create(),
  pageDecoders: {},
  pageCodec: { name: 'SNAPPY', compress: (bytes) => new Uint8Array(snappyCompress(bytes)) },
}
