import { ArchiveError } from '../errors.js'
import type { Archive, ArchiveLimits } from './archive.js'
import { baseName } from './base-name.js'

/**
 * A file that is no archive, as an archive of one entry.
 *
 * @returns An archive whose entry shares memory with `bytes`, and throws ArchiveError `entry-too-large` above `maxEntryBytes`.
 * @throws ArchiveError `archive-too-large` above `maxTotalBytes`.
 */
export function openPlain(bytes: Uint8Array, options: { readonly archive: string; readonly limits: ArchiveLimits }): Archive {
  const { archive, limits } = options
  const hint = 'Raise the limit if memory allows, or split the file.'
  if (bytes.length > limits.maxTotalBytes) {
    const what = `The file holds ${bytes.length} bytes, more than maxTotalBytes = ${limits.maxTotalBytes}`
    throw new ArchiveError(what, { code: 'archive-too-large', archive, hint })
  }
  const path = baseName(archive)
  const read = (): Uint8Array => {
    if (bytes.length <= limits.maxEntryBytes) return bytes
    const what = `The file holds ${bytes.length} bytes, more than maxEntryBytes = ${limits.maxEntryBytes}`
    throw new ArchiveError(what, { code: 'entry-too-large', archive, entry: path, hint })
  }
  return { format: 'plain', entries: [{ path, ordinal: 0, isDirectory: false, sizeBytes: bytes.length, read }] }
}
