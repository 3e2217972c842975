import { platform as nativePlatform } from '#platform'
import { ArchiveError } from '../errors.js'
import type { Archive, ArchiveEntry, ArchiveLimits } from './archive.js'
import { readCentralDirectory, type ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { findDirectory } from './end-record.js'
import { locateEntryData } from './locate-entry-data.js'
import { readZipEntry, type ZipPlatform } from './read-zip-entry.js'
import { viewOf } from './zip-bytes.js'
import { checkEntryCount, checkTogether, inOrder, isDirectory, type CheckedEntry } from './zip-entries-together.js'

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
  const { archive, platform = nativePlatform } = options
  const directory = findDirectory(bytes, { archive, sizeBytes: bytes.length })
  checkEntryCount(directory.entryCount, options)
  const directoryBytes = bytes.subarray(directory.startBytes, directory.startBytes + directory.sizeBytes)
  const records = readCentralDirectory(directoryBytes, { archive, ...directory, crc32: (name) => platform.crc32(name) })
  const view = viewOf(bytes)
  const checked = records.map((record) => checkEntry(view, directory.startBytes, record, options))
  checkTogether(checked, options)
  return { format: 'zip', entries: inOrder(checked).map((entry, ordinal) => toArchiveEntry(bytes, entry, ordinal, options)) }
}

function checkEntry(view: DataView, directoryStart: number, record: ZipEntryRecord, { archive, limits }: OpenZipOptions): CheckedEntry {
  const place = { archive, entry: record.path }
  try {
    checkZipEntry(record, limits, place)
    return { record, extent: locateEntryData(view, directoryStart, record, place) }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return { record, problem: error }
  }
}

function toArchiveEntry(bytes: Uint8Array, entry: CheckedEntry, ordinal: number, options: OpenZipOptions): ArchiveEntry {
  const { path, uncompressedBytes } = entry.record
  return {
    path,
    ordinal,
    isDirectory: isDirectory(entry.record),
    sizeBytes: uncompressedBytes,
    read() {
      if ('problem' in entry) throw entry.problem
      return readZipEntry(bytes, entry, { archive: options.archive, entry: path }, options.platform)
    },
  }
}
