import { platform as nativePlatform } from '#platform'
import { ArchiveError, type ErrorPlace } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import type { ZipEntryRecord } from './central-directory.js'
import type { EntryExtent } from './locate-entry-data.js'

const STORED = 0

/** What reading an entry needs from the platform. */
export type ZipPlatform = Pick<Platform, 'inflateRaw' | 'crc32'>

/**
 * Inflate an entry and check its size and CRC-32. Inflation stops at the size the entry declares.
 *
 * @returns The content; that of a stored entry shares memory with `bytes`.
 * @throws ArchiveError `damaged-entry`.
 */
export function readZipEntry(
  bytes: Uint8Array,
  entry: { readonly record: ZipEntryRecord; readonly extent: EntryExtent },
  place: ErrorPlace,
  platform: ZipPlatform = nativePlatform,
): Uint8Array {
  const { record, extent } = entry
  const fail = (what: string, cause?: unknown): never => {
    throw new ArchiveError(what, { ...place, code: 'damaged-entry', hint: 'The archive is damaged: fetch it again.', cause })
  }
  const data = bytes.subarray(extent.dataStart, extent.dataEnd)
  const content = record.method === STORED ? data : inflate(data, record.uncompressedBytes, platform, fail)
  if (content.length !== record.uncompressedBytes) {
    fail(`The entry holds ${content.length} bytes, and declares ${record.uncompressedBytes}`)
  }
  if (platform.crc32(content) !== record.crc32) fail('The content does not match its checksum')
  // Node's inflate returns a Buffer, whose `slice` shares memory where that of a Uint8Array copies.
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
}

function inflate(
  data: Uint8Array,
  declaredBytes: number,
  platform: ZipPlatform,
  fail: (what: string, cause: unknown) => never,
): Uint8Array {
  try {
    return platform.inflateRaw(data, declaredBytes)
  } catch (error) {
    const isTooLong = error instanceof RangeError
    return fail(isTooLong ? `The entry holds more than the ${declaredBytes} bytes it declares` : 'The compressed data is damaged', error)
  }
}
