import { Buffer, isUtf8 } from 'node:buffer'
import { createHash, hash } from 'node:crypto'
import { constants, crc32, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { gzipDataStart } from './gzip-header.js'
import type { GunzipOptions, Platform } from './platform.js'

const ZSTD_PARAMS = {
  less: { [constants.ZSTD_c_compressionLevel]: 1 },
  more: { [constants.ZSTD_c_compressionLevel]: 2 },
}
/** zlib's own pieces of output. */
const LARGE_BYTES = 16 * 1024
/** JSON becomes some 5 to 20 times as small. */
const USUAL_RATIO = 24
const GZIP_TRAILER_BYTES = 8
const LONGEST_GZIP_HEADER_BYTES = 1024 * 1024

export const platform: Platform = {
  name: 'node',
  inflateRaw,
  gunzip,
  isUtf8: (bytes) => isUtf8(bytes),
  crc32: (bytes) => crc32(bytes),
  sha256Hex: (bytes) => hash('sha256', bytes, 'hex'),
  createSha256: () => createHash('sha256'),
  pageDecoders: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
  pageCodec: { name: 'ZSTD', compress: compressZstd },
}

/**
 * Inflated in one piece, as far as data of this size usually come to no more: zlib's own pieces are of 16 KiB, and what comes in several is put
 * together in memory of its own.
 */
function inflateRaw(bytes: Uint8Array, limitBytes: number): Uint8Array {
  const maxOutputLength = Math.max(limitBytes, 1)
  const usualBytes = Math.max(bytes.length * USUAL_RATIO, LARGE_BYTES)
  // One more, since a piece that is full is taken for one that another follows.
  const chunkSize = Math.max(Math.min(maxOutputLength + 1, usualBytes), constants.Z_MIN_CHUNK)
  return inflateRawSync(bytes, { maxOutputLength, chunkSize })
}

/** zlib's own gunzip passes over what follows the last member, and does not tell where members end. */
function gunzip(bytes: Uint8Array, { limitBytes, expectedBytes, tooLarge, endless, onMember }: GunzipOptions): Uint8Array {
  const contents: Uint8Array[] = []
  let room = limitBytes
  for (let at = 0; at < bytes.length;) {
    const start = gzipDataStart(bytes, at)
    if (Math.min(start, bytes.length) - at > LONGEST_GZIP_HEADER_BYTES) throw endless()
    // A file of one member, as most are, is inflated in one piece.
    const chunkSize = at === 0 ? Math.min(room, expectedBytes) + 1 : LARGE_BYTES
    const { content, usedBytes } = inflateMember(bytes.subarray(start), room, chunkSize, tooLarge)
    at = start + usedBytes + GZIP_TRAILER_BYTES
    if (at > bytes.length) throw new Error('unexpected end of file')
    onMember(content, at)
    // A small content would keep the whole piece that it was inflated to, and there may be a million of them.
    contents.push(at === bytes.length && contents.length === 0 ? content : content.slice())
    room -= content.length
  }
  return contents.length === 1 ? contents[0]! : new Uint8Array(Buffer.concat(contents))
}

/** @returns what comes out of raw DEFLATE that something follows, and how many bytes it takes. */
function inflateMember(
  bytes: Uint8Array,
  limitBytes: number,
  chunkSize: number,
  tooLarge: () => Error,
): { readonly content: Uint8Array; readonly usedBytes: number } {
  const options = { info: true, maxOutputLength: Math.max(limitBytes, 1), chunkSize: Math.max(chunkSize, constants.Z_MIN_CHUNK) }
  try {
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } }
    if (buffer.length > limitBytes) throw tooLarge()
    return { content: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length), usedBytes: engine.bytesWritten }
  } catch (error) {
    throw error instanceof RangeError ? tooLarge() : error
  }
}

/**
 * The size is told beforehand, so that a small page takes little memory and time. A large one comes out in pieces of a quarter of it, of which most
 * pages fill only one: memory outside of the heap makes V8 collect the sooner the more of it there is.
 */
function compressZstd(bytes: Uint8Array, effort: 'less' | 'more'): Uint8Array {
  const size = bytes.length
  const options = { params: ZSTD_PARAMS[effort], pledgedSrcSize: size }
  return zstdCompressSync(bytes, size < LARGE_BYTES ? options : { ...options, chunkSize: Math.max(LARGE_BYTES, size >> 2) })
}
