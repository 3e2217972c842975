import { platform } from '#platform'
import { ArchiveError, type ErrorPlace } from '../errors.js'

const TRAILER_BYTES = 8

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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let readUntil = 0
  const checkMember = (content: Uint8Array, end: number): void => {
    const trailer = end - TRAILER_BYTES
    const isWhole =
      view.getUint32(trailer, true) === platform.crc32(content) && view.getUint32(trailer + 4, true) === content.length % 2 ** 32
    if (!isWhole) throw badGzip('The content does not match its checksum', place)
    readUntil = end
  }
  const endless = (): Error => badGzip('The gzip header has no end', place)
  try {
    const content = platform.gunzip(bytes, { ...limit, expectedBytes: expectedBytes(bytes), endless, onMember: checkMember })
    if (readUntil !== bytes.length) throw badGzip('The gzip data is cut short', place)
    return content
  } catch (error) {
    throw error instanceof ArchiveError ? error : badGzip('The gzip data is damaged or cut short', place, error)
  }
}

/** The size as the last member states it, modulo 2^32: right for most files, and no more than a guess. */
function expectedBytes(bytes: Uint8Array): number {
  return bytes.length < TRAILER_BYTES ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true)
}

function badGzip(what: string, place: ErrorPlace, cause?: unknown): ArchiveError {
  return new ArchiveError(what, { ...place, code: 'bad-gzip', hint: 'The file is damaged: fetch it again.', cause })
}
