import { CENTRAL_HEADER, CENTRAL_HEADER_BYTES, getUint64, hasSignature, IN_ZIP64_16, IN_ZIP64_32, viewOf } from './zip-bytes.js'
import { decodeEntryName, type ExtraField } from './zip-entry-name.js'
import { badZip, multiDisk } from './zip-errors.js'

/** What the central directory says of one entry. Nothing in it has been checked against the entry itself. */
export interface ZipEntryRecord {
  readonly path: string
  readonly flags: number
  /** 0 stored, 8 DEFLATE; others exist. */
  readonly method: number
  readonly crc32: number
  readonly compressedBytes: number
  readonly uncompressedBytes: number
  /** From the first byte of the file, a prefix included. */
  readonly localHeaderOffset: number
  /** `st_mode` as Unix archivers store it; 0 from others. */
  readonly unixMode: number
}

/** What the reader of a central directory has to know about the file around it. */
export interface DirectoryContext {
  /** For messages. */
  readonly archive: string
  readonly entryCount: number
  readonly prefixBytes: number
  readonly crc32: (bytes: Uint8Array) => number
}

const ZIP64_FIELD = 0x0001

/**
 * Read the headers of a central directory, in its order. Duplicate names stay.
 *
 * @param directory The bytes of the directory, without the end record.
 * @throws ArchiveError `bad-zip` if the headers do not fill the directory, or are not as many as the end record says; `multi-disk`.
 * @see APPNOTE.TXT 6.3.10, section 4.3.12
 */
export function readCentralDirectory(directory: Uint8Array, context: DirectoryContext): ZipEntryRecord[] {
  const view = viewOf(directory)
  const records: ZipEntryRecord[] = []
  let at = 0
  while (at < directory.length) {
    const isComplete = at + CENTRAL_HEADER_BYTES <= directory.length && hasSignature(view, at, CENTRAL_HEADER)
    const end = isComplete ? at + headerBytes(view, at) : Infinity
    if (end > directory.length) throw badZip(`The header of entry ${records.length} in the central directory is damaged`, context.archive)
    if (records.length === context.entryCount) throw wrongCount(context)
    records.push(readHeader(directory, view, at, records.length, context))
    at = end
  }
  if (records.length !== context.entryCount) throw wrongCount(context)
  return records
}

function headerBytes(view: DataView, at: number): number {
  return CENTRAL_HEADER_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
}

function readHeader(directory: Uint8Array, view: DataView, at: number, index: number, context: DirectoryContext): ZipEntryRecord {
  const nameStart = at + CENTRAL_HEADER_BYTES
  const nameEnd = nameStart + view.getUint16(at + 28, true)
  const extraBytes = view.getUint16(at + 30, true)
  const extraFields = extraBytes === 0 ? [] : readExtraFields(directory.subarray(nameEnd, nameEnd + extraBytes), index, context)
  const wide = zip64Reader(extraFields.find(({ id }) => id === ZIP64_FIELD)?.content, index, context)
  // The ZIP64 field holds only what does not fit, in this order (section 4.5.3).
  const uncompressedBytes = wide(view.getUint32(at + 24, true), IN_ZIP64_32)
  const compressedBytes = wide(view.getUint32(at + 20, true), IN_ZIP64_32)
  const offset = wide(view.getUint32(at + 42, true), IN_ZIP64_32)
  const disk = view.getUint16(at + 34, true)
  if (disk !== 0 && disk !== IN_ZIP64_16) throw multiDisk(context.archive)
  return {
    path: decodeEntryName(directory.subarray(nameStart, nameEnd), extraFields, context.crc32),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    compressedBytes,
    uncompressedBytes,
    localHeaderOffset: context.prefixBytes + offset,
    unixMode: view.getUint16(at + 40, true),
  }
}

function readExtraFields(extra: Uint8Array, index: number, context: DirectoryContext): ExtraField[] {
  const view = viewOf(extra)
  const fields: ExtraField[] = []
  // Fewer than four bytes at the end are padding: Android's zipalign leaves them.
  for (let at = 0; at + 4 <= extra.length;) {
    const id = view.getUint16(at, true)
    const start = at + 4
    at = start + view.getUint16(at + 2, true)
    if (at > extra.length) throw badZip(`The extra field of entry ${index} is damaged`, context.archive)
    fields.push({ id, content: extra.subarray(start, at) })
  }
  return fields
}

function zip64Reader(field: Uint8Array | undefined, index: number, context: DirectoryContext): (narrow: number, marker: number) => number {
  let at = 0
  return (narrow, marker) => {
    // Without a ZIP64 field the largest number may stand for itself.
    if (narrow !== marker || !field) return narrow
    if (at + 8 > field.length) throw badZip(`The ZIP64 field of entry ${index} is incomplete`, context.archive)
    const value = getUint64(viewOf(field), at)
    at += 8
    return value
  }
}

function wrongCount({ archive, entryCount }: DirectoryContext): Error {
  return badZip(`The central directory does not hold the ${entryCount} entries that the end record states`, archive)
}
