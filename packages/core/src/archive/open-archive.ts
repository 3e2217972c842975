import { ArchiveError } from '../errors.js'
import type { Archive, ArchiveFormat, ArchiveLimits } from './archive.js'
import { resolveArchiveLimits } from './archive-limits.js'
import { findDirectory } from './end-record.js'
import { openGzip } from './open-gzip.js'
import { openPlain } from './open-plain.js'
import { openZip } from './open-zip.js'
import { END_RECORD, hasSignature, LOCAL_HEADER, viewOf } from './zip-bytes.js'

/** How to open an archive. */
export interface OpenArchiveOptions {
  /** A path or key: for messages, and for the entry's path where the file is no ZIP. */
  readonly name: string
  /** Defaults: `DEFAULT_ARCHIVE_LIMITS`. */
  readonly limits?: Partial<ArchiveLimits>
}

/**
 * Open an archive by its content, whatever its name says.
 *
 * @param bytes The whole file. It is kept, not copied, and must not change while entries are read.
 * @returns Entries that are inflated and checked one by one, when they are read.
 * @throws ArchiveError if the archive as a whole is damaged, hostile or breaks a limit; `code` tells which.
 * @throws OptionError if a limit is out of range.
 */
export function openArchive(bytes: Uint8Array, options: OpenArchiveOptions): Archive {
  const resolved = { archive: options.name, limits: resolveArchiveLimits(options.limits) }
  return OPENERS[detectFormat(bytes)](bytes, resolved)
}

const OPENERS = { zip: openZip, gzip: openGzip, plain: openPlain }

/** What the first bytes of a file, four of them if it has as many, tell of its format. */
export function formatByStart(start: Uint8Array): Exclude<ArchiveFormat, 'plain'> | undefined {
  const view = viewOf(start)
  if (hasSignature(view, 0, LOCAL_HEADER) || hasSignature(view, 0, END_RECORD)) return 'zip'
  return start[0] === 0x1f && start[1] === 0x8b ? 'gzip' : undefined
}

function detectFormat(bytes: Uint8Array): ArchiveFormat {
  return formatByStart(bytes) ?? (isPrefixedZip(bytes) ? 'zip' : 'plain')
}

/** A ZIP archive may follow something else, such as the program of a self-extracting one. */
function isPrefixedZip(bytes: Uint8Array): boolean {
  try {
    // Of an archive without entries only the prefix would matter, so it is left to be read as what it is.
    return findDirectory(bytes, { archive: '', sizeBytes: bytes.length }).entryCount > 0
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    // With an end record that contradicts the file this is a damaged archive, and to be reported as one.
    return error.code !== 'truncated-archive'
  }
}
