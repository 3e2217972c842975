import { platform } from '#platform'
import { ArchiveError } from '../errors.js'
import type { ArchiveLimits } from './archive.js'
import { readCentralDirectory, type ZipEntryRecord } from './central-directory.js'
import { findDirectory } from './end-record.js'
import { readExactly, type RangeSource } from './range-source.js'
import { checkEntryCount } from './zip-entries-together.js'

/** What a ZIP archive says of its entries. */
export interface ZipDirectory {
  /** In the directory's order. */
  readonly records: readonly ZipEntryRecord[]
  /** Where the directory begins, and the entries' data must have ended. */
  readonly startBytes: number
}

/** Holds the end record, and the whole directory of some thousand entries, so that one range is enough to list an archive. */
const TAIL_BYTES = 256 * 1024

/**
 * Read the central directory of a ZIP archive from its end: one range, or two where the directory is large.
 *
 * @throws ArchiveError `truncated-archive` also for a file that is no ZIP archive; `multi-disk`, `too-many-entries`, `bad-zip`;
 *   `archive-too-large` if the directory alone has more than `maxEntryBytes`.
 */
export async function readZipDirectory(source: RangeSource, limits: ArchiveLimits): Promise<ZipDirectory> {
  const { name: archive, sizeBytes } = source
  let tailStart = Math.max(0, sizeBytes - TAIL_BYTES)
  for (;;) {
    const tail = await readExactly(source, tailStart, sizeBytes)
    const directory = findDirectory(tail, { archive, sizeBytes })
    const { startBytes, entryCount } = directory
    checkEntryCount(entryCount, { archive, limits })
    if (startBytes >= tailStart) {
      const bytes = tail.subarray(startBytes - tailStart, startBytes - tailStart + directory.sizeBytes)
      const records = readCentralDirectory(bytes, { archive, ...directory, crc32: (name) => platform.crc32(name) })
      return { records, startBytes }
    }
    checkDirectorySize(sizeBytes - startBytes, archive, limits)
    // With the directory in sight it is found anew: only then does it show whether it is one.
    tailStart = startBytes
  }
}

function checkDirectorySize(directoryBytes: number, archive: string, { maxEntryBytes }: ArchiveLimits): void {
  if (directoryBytes <= maxEntryBytes) return
  throw new ArchiveError(`The central directory has about ${directoryBytes} bytes, more than maxEntryBytes = ${maxEntryBytes}`, {
    code: 'archive-too-large',
    archive,
    hint: 'Split the archive.',
  })
}
