import { ArchiveError } from '../errors.js'
import type { ArchiveLimits } from './archive.js'
import type { ZipEntryRecord } from './central-directory.js'
import { findOverlap } from './find-overlap.js'
import type { EntryExtent } from './locate-entry-data.js'

/** An entry is readable, or there is a reason why it is not. */
export type CheckedEntry =
  { readonly record: ZipEntryRecord; readonly extent: EntryExtent } | { readonly record: ZipEntryRecord; readonly problem: ArchiveError }

/** For messages, and what they are about. */
interface CheckOptions {
  readonly archive: string
  readonly limits: ArchiveLimits
}

/**
 * Check what an archive unfolds to as a whole. Only entries that can be read count: the others never unfold.
 *
 * @throws ArchiveError `archive-too-large` or `overlapping-entries`.
 */
export function checkTogether(entries: readonly CheckedEntry[], { archive, limits }: CheckOptions): void {
  const readable = entries.filter((entry) => 'extent' in entry)
  const totalBytes = readable.reduce((sum, { record }) => sum + record.uncompressedBytes, 0)
  if (totalBytes > limits.maxTotalBytes) {
    throw new ArchiveError(`The entries hold ${totalBytes} bytes together, more than maxTotalBytes = ${limits.maxTotalBytes}`, {
      code: 'archive-too-large',
      archive,
      hint: 'Split it; a program may raise `archiveLimits.maxTotalBytes`, if the archive can be trusted and memory allows.',
    })
  }
  const overlapping = findOverlap(readable)
  if (overlapping) {
    throw new ArchiveError('Two entries of the ZIP archive share bytes, as in a zip bomb', {
      code: 'overlapping-entries',
      archive,
      entry: overlapping.record.path,
      hint: 'Do not unpack this archive; ask where it came from.',
    })
  }
}

/** @throws ArchiveError `too-many-entries`. */
export function checkEntryCount(count: number, { archive, limits }: CheckOptions): void {
  if (count <= limits.maxEntries) return
  throw new ArchiveError(`The ZIP archive holds ${count} entries, more than maxEntries = ${limits.maxEntries}`, {
    code: 'too-many-entries',
    archive,
    hint: 'Split the archive; a program may raise `archiveLimits.maxEntries` (to 32,766 at most).',
  })
}

/** By code units, so that the order is the same in every locale. Sorting is stable: equal paths stay in the archive's order. */
export function inOrder(entries: readonly CheckedEntry[]): CheckedEntry[] {
  return entries.toSorted((a, b) => (a.record.path < b.record.path ? -1 : a.record.path > b.record.path ? 1 : 0))
}

/** A folder that holds bytes is offered as a file, so that they are not passed over. */
export function isDirectory({ path, uncompressedBytes }: ZipEntryRecord): boolean {
  return path.endsWith('/') && uncompressedBytes === 0
}
