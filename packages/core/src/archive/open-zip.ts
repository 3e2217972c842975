import { platform as nativePlatform } from '#platform'
import { ArchiveError } from '../errors.js'
import type { Archive, ArchiveEntry, ArchiveLimits } from './archive.js'
import { readCentralDirectory, type ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { findDirectory } from './end-record.js'
import { findOverlap } from './find-overlap.js'
import { type EntryExtent, locateEntryData } from './locate-entry-data.js'
import { readZipEntry, type ZipPlatform } from './read-zip-entry.js'

/** An entry is readable, or there is a reason why it is not. */
type CheckedEntry =
  { readonly record: ZipEntryRecord; readonly extent: EntryExtent } | { readonly record: ZipEntryRecord; readonly problem: ArchiveError }

/** What {@link openZip} needs to know. */
export interface OpenZipOptions {
  /** For messages. */
  readonly archive: string
  readonly limits: ArchiveLimits
  readonly platform?: ZipPlatform
}

/**
 * Open a ZIP archive by its central directory. No entry is inflated yet.
 *
 * @throws ArchiveError `truncated-archive`, `bad-zip`, `multi-disk`, `too-many-entries`, `archive-too-large` or `overlapping-entries`. What is
 * wrong with a single entry is thrown when that entry is read, so that its neighbours stay readable.
 */
export function openZip(bytes: Uint8Array, options: OpenZipOptions): Archive {
  const { archive, limits, platform = nativePlatform } = options
  const directory = findDirectory(bytes, { archive, sizeBytes: bytes.length })
  if (directory.entryCount > limits.maxEntries) throw tooManyEntries(directory.entryCount, options)
  const directoryBytes = bytes.subarray(directory.startBytes, directory.startBytes + directory.sizeBytes)
  const records = readCentralDirectory(directoryBytes, { archive, ...directory, crc32: (name) => platform.crc32(name) })
  const checked = records.map((record) => checkEntry(bytes, directory.startBytes, record, options))
  checkTogether(checked, options)
  return { format: 'zip', entries: inOrder(checked).map((entry, ordinal) => toArchiveEntry(bytes, entry, ordinal, options)) }
}

function checkEntry(bytes: Uint8Array, directoryStart: number, record: ZipEntryRecord, { archive, limits }: OpenZipOptions): CheckedEntry {
  const place = { archive, entry: record.path }
  try {
    checkZipEntry(record, limits, place)
    return { record, extent: locateEntryData(bytes, directoryStart, record, place) }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return { record, problem: error }
  }
}

/** Only entries that can be read count: the others never unfold. */
function checkTogether(entries: readonly CheckedEntry[], { archive, limits }: OpenZipOptions): void {
  const readable = entries.filter((entry) => 'extent' in entry)
  const totalBytes = readable.reduce((sum, { record }) => sum + record.uncompressedBytes, 0)
  if (totalBytes > limits.maxTotalBytes) {
    throw new ArchiveError(`The entries hold ${totalBytes} bytes together, more than maxTotalBytes = ${limits.maxTotalBytes}`, {
      code: 'archive-too-large',
      archive,
      hint: 'Raise maxTotalBytes if the archive can be trusted and memory allows, or split it.',
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

function inOrder(entries: readonly CheckedEntry[]): CheckedEntry[] {
  // By code units, so that the order is the same in every locale. Sorting is stable: equal paths stay in the archive's order.
  return entries.toSorted((a, b) => (a.record.path < b.record.path ? -1 : a.record.path > b.record.path ? 1 : 0))
}

function toArchiveEntry(bytes: Uint8Array, entry: CheckedEntry, ordinal: number, options: OpenZipOptions): ArchiveEntry {
  const { path, uncompressedBytes } = entry.record
  return {
    path,
    ordinal,
    // A folder that holds bytes is offered as a file, so that they are not passed over.
    isDirectory: path.endsWith('/') && uncompressedBytes === 0,
    sizeBytes: uncompressedBytes,
    read() {
      if ('problem' in entry) throw entry.problem
      return readZipEntry(bytes, entry, { archive: options.archive, entry: path }, options.platform)
    },
  }
}

function tooManyEntries(count: number, { archive, limits }: OpenZipOptions): ArchiveError {
  return new ArchiveError(`The ZIP archive holds ${count} entries, more than maxEntries = ${limits.maxEntries}`, {
    code: 'too-many-entries',
    archive,
    hint: 'Raise maxEntries (to 32,766 at most), or split the archive.',
  })
}
