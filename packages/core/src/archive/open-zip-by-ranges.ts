import { ArchiveError } from '../errors.js'
import type { ArchiveLimits, ReadableEntry } from './archive.js'
import { resolveArchiveLimits } from './archive-limits.js'
import type { ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { locateEntryData } from './locate-entry-data.js'
import { readExactly, type RangeSource } from './range-source.js'
import { readZipEntry } from './read-zip-entry.js'
import { LOCAL_HEADER_BYTES, viewOf } from './zip-bytes.js'
import { readZipDirectory } from './zip-directory.js'
import { checkTogether, inOrder, isDirectory, type CheckedEntry } from './zip-entries-together.js'

/** A ZIP archive whose entries are fetched one by one. */
export interface RangedZip {
  /** In the order of `ordinal`. */
  readonly entries: readonly RangedZipEntry[]
}

export interface RangedZipEntry extends ReadableEntry {
  /**
   * Fetches the entry by one range, inflates and checks it.
   *
   * @throws ArchiveError as `ArchiveEntry.read` does, and what `readRange` throws.
   */
  read(): Promise<Uint8Array>
}

/** The longest name and extra field of a local header. */
const LONGEST_NAMES_BYTES = 2 * 0xffff

/**
 * Open a ZIP archive by reading its end only: one range for its directory, or two where that is large.
 *
 * Everything is checked as in an archive that is there as a whole, but for what only the local headers tell, which are not fetched before
 * their entries: one that stretches over the next entry goes unseen, and an entry that begins within another one spoils the archive
 * (`overlapping-entries`) even if there is no local header in that place.
 *
 * @throws ArchiveError `truncated-archive` also for a file that is no ZIP archive, or as `openArchive`.
 * @throws OptionError if a limit is out of range.
 */
export async function openZipByRanges(source: RangeSource, options: { readonly limits?: Partial<ArchiveLimits> } = {}): Promise<RangedZip> {
  const limits = resolveArchiveLimits(options.limits)
  const check = { archive: source.name, limits }
  const { records, startBytes } = await readZipDirectory(source, limits)
  const checked = records.map((record) => checkEntry(record, startBytes, check))
  checkTogether(checked, check)
  const bounds = nextStarts(records, startBytes)
  const entries = inOrder(checked).map((entry, ordinal): RangedZipEntry => {
    const { record } = entry
    return {
      path: record.path,
      ordinal,
      isDirectory: isDirectory(record),
      sizeBytes: record.uncompressedBytes,
      async read() {
        if ('problem' in entry) throw entry.problem
        return readEntry(source, record, bounds.get(record.localHeaderOffset) ?? startBytes, startBytes)
      },
    }
  })
  return { entries }
}

/** The extent is the least one: the lengths of name and extra field stand in the local header. */
function checkEntry(record: ZipEntryRecord, directoryStart: number, options: { archive: string; limits: ArchiveLimits }): CheckedEntry {
  const place = { archive: options.archive, entry: record.path }
  try {
    checkZipEntry(record, options.limits, place)
    const headerStart = record.localHeaderOffset
    const dataStart = headerStart + LOCAL_HEADER_BYTES
    const dataEnd = dataStart + record.compressedBytes
    if (dataEnd > directoryStart) {
      throw new ArchiveError('The entry reaches beyond the end of the archive', {
        ...place,
        code: 'damaged-entry',
        hint: 'The archive is damaged: fetch it again.',
      })
    }
    return { record, extent: { headerStart, dataStart, dataEnd } }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return { record, problem: error }
  }
}

/** For each local header, where the next one begins, or the directory. */
function nextStarts(records: readonly ZipEntryRecord[], directoryStart: number): Map<number, number> {
  const starts = records.map((record) => record.localHeaderOffset).sort((a, b) => a - b)
  return new Map(starts.map((start, i) => [start, Math.min(starts[i + 1] ?? directoryStart, directoryStart)]))
}

/** @param bound Where the entry ends, if all is well. */
async function readEntry(source: RangeSource, record: ZipEntryRecord, bound: number, directoryStart: number): Promise<Uint8Array> {
  const place = { archive: source.name, entry: record.path }
  const start = record.localHeaderOffset
  // Between two entries there may be anything, of any size; more than this is none of the entry.
  const headerEnd = start + LOCAL_HEADER_BYTES
  const end = Math.max(headerEnd, Math.min(bound, headerEnd + LONGEST_NAMES_BYTES + record.compressedBytes))
  let bytes = await readExactly(source, start, end)
  const extent = locateEntryData(viewOf(bytes), directoryStart - start, { ...record, localHeaderOffset: 0 }, place)
  // The place of the next entry was wrong.
  if (extent.dataEnd > bytes.length) bytes = await readExactly(source, start, start + extent.dataEnd)
  return readZipEntry(bytes, { record, extent }, place)
}
