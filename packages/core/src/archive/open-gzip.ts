import { ArchiveError } from '../errors.js'
import type { Archive, ArchiveLimits } from './archive.js'
import { baseName } from './base-name.js'
import { largestUnsuspiciousBytes, suspiciousRatio } from './suspicious-ratio.js'
import { gunzip } from './gunzip.js'

/** A gzip file as an archive of one entry. Nothing is inflated or checked before the entry is read. */
export function openGzip(bytes: Uint8Array, options: { readonly archive: string; readonly limits: ArchiveLimits }): Archive {
  const { archive, limits } = options
  const path = baseName(archive).replace(/\.gz$/i, '')
  const place = { archive, entry: path }
  const sizeLimit = Math.min(limits.maxEntryBytes, limits.maxTotalBytes)
  const limitBytes = Math.min(sizeLimit, largestUnsuspiciousBytes(bytes.length, limits))
  const tooLarge = (): ArchiveError =>
    limitBytes < sizeLimit
      ? suspiciousRatio(limits, place)
      : new ArchiveError(`The entry holds more than the ${sizeLimit} bytes that maxEntryBytes and maxTotalBytes allow`, {
          ...place,
          code: 'entry-too-large',
          hint: 'Raise the limit if the file can be trusted and memory allows.',
        })
  const read = (): Uint8Array => gunzip(bytes, { limitBytes, tooLarge }, place)
  return { format: 'gzip', entries: [{ path, ordinal: 0, isDirectory: false, sizeBytes: undefined, read }] }
}
