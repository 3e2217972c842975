import { ArchiveError, StoreError } from '../errors.js'
import type { ArchiveLimits, ReadableArchive, ReadableEntry } from './archive.js'
import { resolveArchiveLimits } from './archive-limits.js'
import type { ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { locateEntryData, type EntryExtent } from './locate-entry-data.js'
import { readExactly, type RangeSource } from './range-source.js'
import { keepingParts, readThrough, type FilePart } from './read-through.js'
import { readZipEntry } from './read-zip-entry.js'
import { END_RECORD, hasSignature, LOCAL_HEADER, LOCAL_HEADER_BYTES, viewOf } from './zip-bytes.js'
import { readZipDirectory, type ZipDirectory } from './zip-directory.js'
import { checkTogether, inOrder, isDirectory, type CheckedEntry } from './zip-entries-together.js'

/** A file that can be read in parts, and from beginning to end. */
export interface ScannableSource extends RangeSource {
  stream(): AsyncIterable<Uint8Array>
}

/** A ZIP archive that was read through once, and is not in memory. */
export interface ScannedZip {
  /** SHA-256 of the archive's bytes, as 64 hexadecimal digits. */
  readonly digest: string
  /**
   * Its entries; each is fetched by one range when it is read.
   *
   * @throws ArchiveError as `openArchive`.
   */
  open(): ReadableArchive
}

/** A part of a file has no checksum of its own, and may be damaged on its way: so often it is read before that is taken for the file's. */
const MOST_ATTEMPTS = 4

/**
 * Read through a ZIP archive: its directory first, by ranges, then every byte once, for the digest. On the way the local headers are looked
 * at, so that all is known that `openArchive` knows of an archive in memory; it comes to the same findings. (But that it does not look for a
 * ZIP64 end record farther than 256 KiB from the end.)
 *
 * @returns undefined if `openArchive` would not take the file for a ZIP archive.
 * @throws OptionError if a limit is out of range; what the source throws; StoreError `unavailable` if its parts are never those of its whole.
 */
export async function scanZip(source: ScannableSource, limits: Partial<ArchiveLimits> = {}): Promise<ScannedZip | undefined> {
  const resolved = resolveArchiveLimits(limits)
  for (let attempt = 1; ; attempt++) {
    const read: FilePart[] = []
    const listed = await listZip(keepingParts(source, read), resolved)
    if (!listed) return undefined
    const starts = listed instanceof ArchiveError ? [] : headerStarts(listed)
    const { digest, pieces, isAsRead } = await readThrough(source.stream(), { starts, pieceBytes: LOCAL_HEADER_BYTES, read })
    const open = (): ReadableArchive => {
      if (listed instanceof ArchiveError) throw listed
      return openListed(source, listed, pieces, resolved)
    }
    if (isAsRead) return { digest, open }
    if (attempt === MOST_ATTEMPTS) throw differingParts(source.name)
  }
}

function differingParts(key: string): StoreError {
  return new StoreError('Parts of an archive came with other bytes than the whole', {
    code: 'unavailable',
    key,
    retryable: true,
    hint: 'The way to the store damages bytes: look at it, and run it again.',
  })
}

/** The directory, or what is wrong with it; undefined if the file is something else. */
async function listZip(source: RangeSource, limits: ArchiveLimits): Promise<ZipDirectory | ArchiveError | undefined> {
  const start = viewOf(await readExactly(source, 0, Math.min(4, source.sizeBytes)))
  const beginsAsZip = hasSignature(start, 0, LOCAL_HEADER) || hasSignature(start, 0, END_RECORD)
  const beginsAsGzip = start.byteLength >= 2 && start.getUint16(0) === 0x1f8b
  if (beginsAsGzip) return undefined
  try {
    const directory = await readZipDirectory(source, limits)
    return beginsAsZip || directory.records.length > 0 ? directory : undefined
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return beginsAsZip || error.code !== 'truncated-archive' ? error : undefined
  }
}

/** Where local headers that lie before the directory begin; ascending, each once. */
function headerStarts({ records, startBytes }: ZipDirectory): number[] {
  const offsets = new Set(records.map(({ localHeaderOffset }) => localHeaderOffset))
  return [...offsets].filter((offset) => offset + LOCAL_HEADER_BYTES <= startBytes).sort((a, b) => a - b)
}

function openListed(
  source: RangeSource,
  { records, startBytes }: ZipDirectory,
  headers: ReadonlyMap<number, Uint8Array>,
  limits: ArchiveLimits,
): ReadableArchive {
  const check = { archive: source.name, limits }
  const checked = records.map((record) => checkEntry(record, startBytes, headers, check))
  checkTogether(checked, check)
  return { format: 'zip', entries: inOrder(checked).map((entry, ordinal) => toEntry(source, entry, ordinal)) }
}

function checkEntry(
  record: ZipEntryRecord,
  directoryStart: number,
  headers: ReadonlyMap<number, Uint8Array>,
  { archive, limits }: { readonly archive: string; readonly limits: ArchiveLimits },
): CheckedEntry {
  const place = { archive, entry: record.path }
  const start = record.localHeaderOffset
  try {
    checkZipEntry(record, limits, place)
    // A header that was not looked at lies beyond the directory's beginning, which is found out before its bytes matter.
    const header = headers.get(start) ?? new Uint8Array()
    const within = locateEntryData(viewOf(header), directoryStart - start, { ...record, localHeaderOffset: 0 }, place)
    return { record, extent: { headerStart: start, dataStart: start + within.dataStart, dataEnd: start + within.dataEnd } }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return { record, problem: error }
  }
}

function toEntry(source: RangeSource, entry: CheckedEntry, ordinal: number): ReadableEntry {
  const { record } = entry
  const { path, uncompressedBytes: sizeBytes } = record
  return {
    path,
    ordinal,
    isDirectory: isDirectory(record),
    sizeBytes,
    async read() {
      if ('problem' in entry) throw entry.problem
      return fetchEntry(source, record, entry.extent)
    },
  }
}

/** An entry is damaged if it is so in the same bytes twice. */
async function fetchEntry(source: RangeSource, record: ZipEntryRecord, { dataStart, dataEnd }: EntryExtent): Promise<Uint8Array> {
  let before: Uint8Array | undefined
  for (let attempt = 1; ; attempt++) {
    const data = await readExactly(source, dataStart, dataEnd)
    try {
      const extent = { headerStart: 0, dataStart: 0, dataEnd: data.length }
      return readZipEntry(data, { record, extent }, { archive: source.name, entry: record.path })
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || data.length === 0 || (before && equalBytes(data, before))) throw error
      before = data
    }
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
