import { ArchiveError, type ErrorPlace } from '../errors.js'
import type { ArchiveLimits } from './archive.js'

/** Below this size no ratio is suspicious: a small file of zeros harms nobody. */
const UNSUSPICIOUS_BYTES = 1024 * 1024

/** How much `compressedBytes` may unfold to before `maxRatio` is broken. */
export function largestUnsuspiciousBytes(compressedBytes: number, { maxRatio }: ArchiveLimits): number {
  return Math.max(UNSUSPICIOUS_BYTES, Math.floor(compressedBytes * maxRatio))
}

/** An entry unfolds to more than `maxRatio` allows. */
export function suspiciousRatio({ maxRatio }: ArchiveLimits, place: ErrorPlace): ArchiveError {
  return new ArchiveError(`The entry unfolds to more than maxRatio = ${maxRatio} times its compressed size`, {
    ...place,
    code: 'suspicious-ratio',
    hint: 'If it can be trusted, give its files unpacked; a program may raise `archiveLimits.maxRatio`.',
  })
}
