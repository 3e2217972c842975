import { isUtf8 } from 'node:buffer'
import { createHash, hash } from 'node:crypto'
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
  inflateRaw,
  isUtf8: (bytes) => isUtf8(bytes),
  crc32: (bytes) => crc32(bytes),
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  createSha256: () => createHash('sha256'),
  pageDecoders: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
  pageCodec: { name: 'ZSTD', compress: compressZstd },
}

/** What is small is inflated in one piece of its size: zlib's own pieces are of 16 KiB, and to make them takes longer than to fill a kilobyte. */
function inflateRaw(bytes: Uint8Array, limitBytes: number): Uint8Array {
  const maxOutputLength = Math.max(limitBytes, 1)
  // One more, since a piece that is full is taken for one that another follows.
  const chunkSize = Math.max(Math.min(maxOutputLength + 1, LARGE_BYTES), constants.Z_MIN_CHUNK)
  return inflateRawSync(bytes, { maxOutputLength, chunkSize })
}

/** The size is told beforehand, so that a small page takes little memory and time. */
function compressZstd(bytes: Uint8Array, effort: 'less' | 'more'): Uint8Array {
  const size = bytes.length
  const options = { params: ZSTD_PARAMS[effort], pledgedSrcSize: size }
  return zstdCompressSync(bytes, size < LARGE_BYTES ? options : { ...options, chunkSize: size + (size >> 7) + SPARE_BYTES })
}
