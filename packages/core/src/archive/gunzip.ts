import { Gunzip } from 'fflate'
import { platform } from '#platform'
import { ArchiveError, type ErrorPlace } from '../errors.js'
import { GrowingBuffer } from '../platform/growing-buffer.js'

/** One slice inflates to 33 MB at most. fflate recurses once for each member in a slice, so slices must not be much larger. */
const SLICE_BYTES = 32 * 1024

/** fflate joins an unfinished header to each new slice, so input without output costs quadratic time. */
const LONGEST_SILENCE_BYTES = 1024 * 1024

const TRAILER_BYTES = 8

/** An empty member. fflate reports where a member ends once the next one begins, so this one is put after the last. */
const EMPTY_MEMBER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0)

/** How much may come out, and the error to throw if more would. */
export interface OutputLimit {
  readonly limitBytes: number
  readonly tooLarge: () => Error
}

/**
 * Inflate a gzip file of one or several members, and check the size and CRC-32 of each.
 *
 * @throws ArchiveError `bad-gzip` if the data is damaged, cut short, or followed by something else; `limit.tooLarge()` as soon as the output
 * would be larger than allowed.
 * @see RFC 1952
 */
export function gunzip(bytes: Uint8Array, limit: OutputLimit, place: ErrorPlace): Uint8Array {
  const output = new GrowingBuffer(Math.min(limit.limitBytes, expectedBytes(bytes)))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let memberStart = 0
  let readUntil = 0
  let silenceBytes = 0

  const stream = new Gunzip((chunk) => {
    if (output.length + chunk.length > limit.limitBytes) throw limit.tooLarge()
    if (chunk.length > 0) silenceBytes = 0
    output.append(chunk)
  })
  stream.onmember = (offset) => {
    const trailer = offset - TRAILER_BYTES
    const content = output.view(memberStart)
    const isWhole =
      view.getUint32(trailer, true) === platform.crc32(content) && view.getUint32(trailer + 4, true) === content.length % 2 ** 32
    if (!isWhole) throw badGzip('The content does not match its checksum', place)
    memberStart = output.length
    readUntil = offset
  }

  try {
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
      silenceBytes += SLICE_BYTES
      stream.push(bytes.subarray(start, start + SLICE_BYTES))
      if (silenceBytes > LONGEST_SILENCE_BYTES) throw badGzip('The gzip header has no end', place)
    }
    stream.push(EMPTY_MEMBER, true)
  } catch (error) {
    throw error instanceof ArchiveError ? error : badGzip('The gzip data is damaged or cut short', place, error)
  }
  if (readUntil !== bytes.length) throw badGzip('The gzip data is cut short', place)
  return output.toBytes()
}

/** The size as the last member states it, modulo 2^32: right for most files, and no more than a guess. */
function expectedBytes(bytes: Uint8Array): number {
  return bytes.length < TRAILER_BYTES ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true)
}

function badGzip(what: string, place: ErrorPlace, cause?: unknown): ArchiveError {
  return new ArchiveError(what, { ...place, code: 'bad-gzip', hint: 'The file is damaged: fetch it again.', cause })
}
