import { ArchiveError } from '../errors.js'
import { digestingHex } from '../names/digest.js'
import type { ArchiveLimits, ReadableArchive, ReadableEntry } from './archive.js'
import { resolveArchiveLimits } from './archive-limits.js'
import type { ZipEntryRecord } from './central-directory.js'
import { checkZipEntry } from './check-zip-entry.js'
import { locateEntryData, type EntryExtent } from './locate-entry-data.js'
import { readExactly, type RangeSource } from './range-source.js'
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

/**
 * Read through a ZIP archive: its directory first, by ranges, then every byte once, for the digest. On the way the local headers are looked
 * at, so that all is known that `openArchive` knows of an archive in memory; it comes to the same findings. (But that it does not look for a
 * ZIP64 end record farther than 256 KiB from the end.)
 *
 * @returns undefined if `openArchive` would not take the file for a ZIP archive.
 * @throws OptionError if a limit is out of range; what the source throws.
 */
export async function scanZip(source: ScannableSource, limits: Partial<ArchiveLimits> = {}): Promise<ScannedZip | undefined> {
  const resolved = resolveArchiveLimits(limits)
  const listed = await listZip(source, resolved)
  if (!listed) return undefined
  const offsets = 'records' in listed ? headerOffsets(listed) : []
  const { digest, headers } = await readThrough(source.stream(), offsets)
  return {
    digest,
    open() {
      if (listed instanceof ArchiveError) throw listed
      return openListed(source, listed, headers, resolved)
    },
  }
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
function headerOffsets({ records, startBytes }: ZipDirectory): number[] {
  const offsets = new Set(records.map(({ localHeaderOffset }) => localHeaderOffset))
  return [...offsets].filter((offset) => offset + LOCAL_HEADER_BYTES <= startBytes).sort((a, b) => a - b)
}

/** @returns the digest, and the bytes of the headers by their offsets. */
async function readThrough(
  chunks: AsyncIterable<Uint8Array>,
  offsets: readonly number[],
): Promise<{ readonly digest: string; readonly headers: ReadonlyMap<number, Uint8Array> }> {
  const headers = new Map(offsets.map((offset) => [offset, new Uint8Array(LOCAL_HEADER_BYTES)]))
  let digest = ''
  let at = 0
  let first = 0
  for await (const chunk of digestingHex(chunks, (hex) => (digest = hex))) {
    const end = at + chunk.length
    while (first < offsets.length && offsets[first]! + LOCAL_HEADER_BYTES <= at) first++
    for (let i = first; i < offsets.length && offsets[i]! < end; i++) {
      const offset = offsets[i]!
      const from = Math.max(offset, at)
      headers.get(offset)!.set(chunk.subarray(from - at, offset + LOCAL_HEADER_BYTES - at), from - offset)
    }
    at = end
  }
  return { digest, headers }
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
    const within = locateEntryData(header, directoryStart - start, { ...record, localHeaderOffset: 0 }, place)
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

async function fetchEntry(source: RangeSource, record: ZipEntryRecord, { dataStart, dataEnd }: EntryExtent): Promise<Uint8Array> {
  const data = await readExactly(source, dataStart, dataEnd)
  const extent = { headerStart: 0, dataStart: 0, dataEnd: data.length }
  return readZipEntry(data, { record, extent }, { archive: source.name, entry: record.path })
}
