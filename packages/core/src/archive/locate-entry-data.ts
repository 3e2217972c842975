import { ArchiveError, type ErrorPlace } from '../errors.js'
import type { ZipEntryRecord } from './central-directory.js'
import { hasSignature, LOCAL_HEADER, LOCAL_HEADER_BYTES } from './zip-bytes.js'

/** What an entry occupies in the file. Offsets count from the first byte of the file; ends are exclusive. */
export interface EntryExtent {
  readonly headerStart: number
  readonly dataStart: number
  readonly dataEnd: number
}

/**
 * Find an entry's data by its local header. The header's own sizes and name are ignored: streaming writers leave the sizes empty.
 *
 * @param view Of the file.
 * @param directoryStart Where the central directory begins, and data must have ended.
 * @throws ArchiveError `damaged-entry` if there is no local header, or the data does not lie before the directory.
 * @see APPNOTE.TXT 6.3.10, section 4.3.7
 */
export function locateEntryData(view: DataView, directoryStart: number, record: ZipEntryRecord, place: ErrorPlace): EntryExtent {
  const headerStart = record.localHeaderOffset
  const fail = (what: string): never => {
    throw new ArchiveError(what, { ...place, code: 'damaged-entry', hint: 'The archive is damaged: fetch it again.' })
  }
  if (headerStart + LOCAL_HEADER_BYTES > directoryStart) fail('The entry lies outside of the archive')
  if (!hasSignature(view, headerStart, LOCAL_HEADER)) fail('The entry does not begin with a local header')
  const dataStart = headerStart + LOCAL_HEADER_BYTES + view.getUint16(headerStart + 26, true) + view.getUint16(headerStart + 28, true)
  const dataEnd = dataStart + record.compressedBytes
  if (dataEnd > directoryStart) fail('The entry reaches beyond the end of the archive')
  return { headerStart, dataStart, dataEnd }
}
