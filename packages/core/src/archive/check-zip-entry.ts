import { ArchiveError, type ErrorPlace } from '../errors.js'
import type { ArchiveLimits } from './archive.js'
import type { ZipEntryRecord } from './central-directory.js'
import { largestUnsuspiciousBytes, suspiciousRatio } from './suspicious-ratio.js'
import { findPathProblem } from './unsafe-path.js'

const STORED = 0
const DEFLATED = 8

/** Bit 0: encrypted; bit 6: strong encryption; bit 13: the local header is masked. */
const ENCRYPTION_FLAGS = (1 << 0) | (1 << 6) | (1 << 13)
/** Bit 5: the entry is a patch for another file. */
const PATCH_FLAG = 1 << 5

const FILE_TYPE = 0o170000
const SYMLINK = 0o120000

/**
 * Check what the central directory says of an entry, before a byte of the entry is touched.
 *
 * @throws ArchiveError `unsafe-path`, `symlink`, `encrypted-entry`, `unsupported-method`, `entry-too-large` or `suspicious-ratio`.
 */
export function checkZipEntry(record: ZipEntryRecord, limits: ArchiveLimits, place: ErrorPlace): void {
  const { flags, method, compressedBytes, uncompressedBytes } = record
  const fail = (code: string, what: string, hint: string): never => {
    throw new ArchiveError(what, { ...place, code, hint })
  }
  const pathProblem = findPathProblem(record.path)
  if (pathProblem) fail('unsafe-path', `The path ${pathProblem}`, 'Pack the archive again with relative paths and forward slashes.')
  if ((record.unixMode & FILE_TYPE) === SYMLINK) {
    fail('symlink', 'The entry is a symbolic link', 'Pack the archive again with the file itself.')
  }
  if (flags & ENCRYPTION_FLAGS) fail('encrypted-entry', 'The entry is encrypted', 'Decrypt the archive before handing it over.')
  if (flags & PATCH_FLAG || (method !== STORED && method !== DEFLATED)) {
    fail(
      'unsupported-method',
      `The entry is compressed with method ${method}`,
      'Pack the archive again with DEFLATE (method 8) or stored (0).',
    )
  }
  if (uncompressedBytes > limits.maxEntryBytes) {
    const what = `The entry holds ${uncompressedBytes} bytes, more than maxEntryBytes = ${limits.maxEntryBytes}`
    fail('entry-too-large', what, 'Raise maxEntryBytes if the archive can be trusted and memory allows.')
  }
  if (uncompressedBytes > largestUnsuspiciousBytes(compressedBytes, limits)) throw suspiciousRatio(limits, place)
}
