import { platform } from '#platform'
import { ArchiveError } from '../errors.js'
import type { ArchiveEntry, ArchiveLimits } from './archive.js'
import { resolveArchiveLimits } from './archive-limits.js'
import { readCentralDirectory, type ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { findDirectory, type DirectoryLocation } from './end-record.js'
import { locateEntryData } from './locate-entry-data.js'
import { readZipEntry } from './read-zip-entry.js'
import { LOCAL_HEADER_BYTES } from './zip-bytes.js'
import { checkEntryCount, checkTogether, inOrder, isDirectory, type CheckedEntry } from './zip-entries-together.js'

/** A file of which any part can be read, such as an object in a store. */
export interface RangeSource {
  /** For messages. */
  readonly name: string
  readonly sizeBytes: number
  /** @param end Exclusive; at most `sizeBytes`. */
  readRange(start: number, end: number): Promise<Uint8Array>
}

/** A ZIP archive whose entries are fetched one by one. */
export interface RangedZip {
  /** In the order of `ordinal`. */
  readonly entries: readonly RangedZipEntry[]
}

export interface RangedZipEntry extends Omit<ArchiveEntry, 'read'> {
  /**
   * Fetches the entry by one range, inflates and checks it.
   *
   * @throws ArchiveError as `ArchiveEntry.read` does, and what `readRange` throws.
   */
  read(): Promise<Uint8Array>
}

/** Holds the end record, and the whole directory of some thousand entries, so that one range is enough to list an archive. */
const TAIL_BYTES = 256 * 1024
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
  const tailStart = Math.max(0, source.sizeBytes - TAIL_BYTES)
  const tail = await readExactly(source, tailStart, source.sizeBytes)
  const directory = findDirectory(tail, { archive: source.name, sizeBytes: source.sizeBytes })
  checkEntryCount(directory.entryCount, check)
  const bytes = await readDirectory(source, directory, tail, limits)
  const records = readCentralDirectory(bytes, { archive: source.name, ...directory, crc32: (name) => platform.crc32(name) })
  const checked = records.map((record) => checkEntry(record, directory.startBytes, check))
  checkTogether(checked, check)
  const bounds = nextStarts(records, directory.startBytes)
  const entries = inOrder(checked).map((entry, ordinal): RangedZipEntry => {
    const { record } = entry
    return {
      path: record.path,
      ordinal,
      isDirectory: isDirectory(record),
      sizeBytes: record.uncompressedBytes,
      async read() {
        if ('problem' in entry) throw entry.problem
        return readEntry(source, record, bounds.get(record.localHeaderOffset) ?? directory.startBytes, directory.startBytes)
      },
    }
  })
  return { entries }
}

async function readDirectory(
  source: RangeSource,
  location: DirectoryLocation,
  tail: Uint8Array,
  limits: ArchiveLimits,
): Promise<Uint8Array> {
  const { startBytes, sizeBytes } = location
  const inTail = startBytes - (source.sizeBytes - tail.length)
  if (inTail >= 0) return tail.subarray(inTail, inTail + sizeBytes)
  if (sizeBytes > limits.maxEntryBytes) {
    throw new ArchiveError(`The central directory has ${sizeBytes} bytes, more than maxEntryBytes = ${limits.maxEntryBytes}`, {
      code: 'archive-too-large',
      archive: source.name,
      hint: 'Split the archive.',
    })
  }
  return readExactly(source, startBytes, startBytes + sizeBytes)
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
  const extent = locateEntryData(bytes, directoryStart - start, { ...record, localHeaderOffset: 0 }, place)
  // The place of the next entry was wrong.
  if (extent.dataEnd > bytes.length) bytes = await readExactly(source, start, start + extent.dataEnd)
  return readZipEntry(bytes, { record, extent }, place)
}

async function readExactly(source: RangeSource, start: number, end: number): Promise<Uint8Array> {
  if (start === end) return new Uint8Array()
  const bytes = await source.readRange(start, end)
  if (bytes.length === end - start) return bytes
  throw new ArchiveError(`The file gave ${bytes.length} of the ${end - start} bytes from byte ${start}`, {
    code: 'truncated-archive',
    archive: source.name,
    hint: 'It was probably replaced while it was read; open it again.',
  })
}
