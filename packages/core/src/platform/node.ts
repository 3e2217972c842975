import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { constants, crc32, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Platform } from './platform.js'

const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 2 } }

export const platform: Platform = {
  name: 'node',
  inflateRaw: (bytes, limitBytes) => inflateRawSync(bytes, { maxOutputLength: Math.max(limitBytes, 1) }),
  isUtf8: (bytes) => isUtf8(bytes),
  crc32: (bytes) => crc32(bytes),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  createSha256: () => createHash('sha256'),
  pageDecoders: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
  pageCodec: { name: 'ZSTD', compress: (bytes) => zstdCompressSync(bytes, zstdOptions) },
}
