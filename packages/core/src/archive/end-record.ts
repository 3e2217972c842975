import { ArchiveError } from '../errors.js'
import {
  CENTRAL_HEADER,
  END_RECORD,
  END_RECORD_BYTES,
  getUint64,
  hasSignature,
  IN_ZIP64_16,
  IN_ZIP64_32,
  viewOf,
  ZIP64_END_RECORD,
  ZIP64_END_RECORD_BYTES,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from './zip-bytes.js'
import { badZip, multiDisk } from './zip-errors.js'

/** Where a ZIP file keeps its central directory. Offsets count from the first byte of the file. */
export interface DirectoryLocation {
  readonly startBytes: number
  readonly sizeBytes: number
  readonly entryCount: number
  /** Bytes before the archive proper, such as a self-extractor; to be added to each offset that the archive states. */
  readonly prefixBytes: number
}

/** The file around the bytes that are searched. */
export interface ZipFile {
  /** For messages. */
  readonly archive: string
  readonly sizeBytes: number
}

/** The end record and the longest comment. */
const SEARCHED_BYTES = END_RECORD_BYTES + 0xffff

/**
 * Find the central directory by the record at the end of a ZIP file.
 *
 * @param tail The last bytes of the file, or all of it; 64 KiB and 98 bytes are always enough.
 * @throws ArchiveError `truncated-archive` if there is no end record, `multi-disk`, or `bad-zip` if it contradicts the file.
 * @see APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16
 */
export function findDirectory(tail: Uint8Array, file: ZipFile): DirectoryLocation {
  const { archive } = file
  const view = viewOf(tail)
  let secondBest: DirectoryLocation | undefined
  let firstError: ArchiveError | undefined
  for (let at = tail.length - END_RECORD_BYTES; at >= Math.max(0, tail.length - SEARCHED_BYTES); at--) {
    if (!hasSignature(view, at, END_RECORD)) continue
    try {
      const location = locateDirectory(view, at, file)
      // A comment may hold something that looks like an end record; one whose own comment ends with the file is the likelier one.
      if (at + END_RECORD_BYTES + view.getUint16(at + 20, true) === tail.length) return location
      secondBest ??= location
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error
      firstError ??= error
    }
  }
  if (secondBest) return secondBest
  const hint = 'The file was probably cut off; fetch it again.'
  throw firstError ?? new ArchiveError('The ZIP archive has no end record', { code: 'truncated-archive', archive, hint })
}

function locateDirectory(view: DataView, at: number, file: ZipFile): DirectoryLocation {
  const { archive } = file
  const record = readEndRecord(view, at, file)
  if (record.disk !== 0 || record.directoryDisk !== 0 || record.entriesOnDisk !== record.entries) throw multiDisk(archive)
  const tailStart = file.sizeBytes - view.byteLength
  // The directory ends where its end record begins; what the record says of the offset tells how much was put before the archive.
  const startBytes = tailStart + record.at - record.directorySize
  const prefixBytes = startBytes - record.directoryOffset
  const start = startBytes - tailStart
  const isMissing = record.entries > 0 && start >= 0 && !hasSignature(view, start, CENTRAL_HEADER)
  if (startBytes < 0 || prefixBytes < 0 || isMissing) throw badZip('The central directory is not where the end record says', archive)
  return { startBytes, sizeBytes: record.directorySize, entryCount: record.entries, prefixBytes }
}

interface EndRecord {
  /** Where the record (the ZIP64 one, if there is one) begins in the tail. */
  readonly at: number
  readonly disk: number
  readonly directoryDisk: number
  readonly entriesOnDisk: number
  readonly entries: number
  readonly directorySize: number
  readonly directoryOffset: number
}

function readEndRecord(view: DataView, at: number, file: ZipFile): EndRecord {
  const record: EndRecord = {
    at,
    disk: view.getUint16(at + 4, true),
    directoryDisk: view.getUint16(at + 6, true),
    entriesOnDisk: view.getUint16(at + 8, true),
    entries: view.getUint16(at + 10, true),
    directorySize: view.getUint32(at + 12, true),
    directoryOffset: view.getUint32(at + 16, true),
  }
  const wide = readZip64EndRecord(view, at, file)
  if (!wide) return record
  // Readers differ in which record they believe, so an archive in which they differ means different things to different tools.
  const isConsistent =
    agree(record.entries, wide.entries, IN_ZIP64_16) &&
    agree(record.directorySize, wide.directorySize, IN_ZIP64_32) &&
    agree(record.directoryOffset, wide.directoryOffset, IN_ZIP64_32)
  if (!isConsistent) throw badZip('The end record and the ZIP64 end record contradict each other', file.archive)
  return wide
}

/** Whether a field of the end record leaves the word to the ZIP64 record, or says the same. */
function agree(narrow: number, wide: number, marker: number): boolean {
  return narrow === marker || narrow === wide
}

function readZip64EndRecord(view: DataView, endRecordAt: number, file: ZipFile): EndRecord | undefined {
  const locator = endRecordAt - ZIP64_LOCATOR_BYTES
  if (!hasSignature(view, locator, ZIP64_LOCATOR)) return undefined
  if (view.getUint32(locator + 16, true) > 1) throw multiDisk(file.archive)
  const stated = getUint64(view, locator + 8) - (file.sizeBytes - view.byteLength)
  // With something put before the archive the stated offset is off, and the record stands just before its locator.
  const at = [stated, locator - ZIP64_END_RECORD_BYTES].find(
    (offset) => offset + ZIP64_END_RECORD_BYTES <= locator && hasSignature(view, offset, ZIP64_END_RECORD),
  )
  if (at === undefined) return undefined
  return {
    at,
    disk: view.getUint32(at + 16, true),
    directoryDisk: view.getUint32(at + 20, true),
    entriesOnDisk: getUint64(view, at + 24),
    entries: getUint64(view, at + 32),
    directorySize: getUint64(view, at + 40),
    directoryOffset: getUint64(view, at + 48),
  }
}
