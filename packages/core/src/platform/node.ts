import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { constants, crc32, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Platform } from './platform.js'

const ZSTD_PARAMS = {
  less: { [constants.ZSTD_c_compressionLevel]: 1 },
  more: { [constants.ZSTD_c_compressionLevel]: 2 },
}
/** From so many bytes on the output is made in one piece; zlib's own pieces would be put together once more. */
const LARGE_BYTES = 16 * 1024
/** More than ZSTD adds to what it cannot make smaller (`ZSTD_compressBound`). */
const SPARE_BYTES = 64

export const platform: Platform = {
  name: 'node',
  inflateRaw: (bytes, limitBytes) => inflateRawSync(bytes, { maxOutputLength: Math.max(limitBytes, 1) }),
  isUtf8: (bytes) => isUtf8(bytes),
  crc32: (bytes) => crc32(bytes),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  createSha256: () => createHash('sha256'),
  pageDecoders: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
  pageCodec: { name: 'ZSTD', compress: compressZstd },
}

/** The size is told beforehand, so that a small page takes little memory and time. */
function compressZstd(bytes: Uint8Array, effort: 'less' | 'more'): Uint8Array {
  const size = bytes.length
  const options = { params: ZSTD_PARAMS[effort], pledgedSrcSize: size }
  return zstdCompressSync(bytes, size < LARGE_BYTES ? options : { ...options, chunkSize: size + (size >> 7) + SPARE_BYTES })
}
