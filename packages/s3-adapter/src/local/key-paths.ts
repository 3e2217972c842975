import { createHash } from 'node:crypto'

/** Hidden folder at the root that holds everything but the objects themselves. Never listed, at any depth. */
export const BOOKKEEPING = '.bridge-downstream'

/** Folder of files that are being written. */
export const TEMPORARY: readonly string[] = [BOOKKEEPING, 'tmp']
/** Folder of the objects that cannot lie at their natural paths. */
export const DISPLACED: readonly string[] = [BOOKKEEPING, 'objects']
const LOCKS: readonly string[] = [BOOKKEEPING, 'locks']
const INFO: readonly string[] = [BOOKKEEPING, 'info']

/** NAME_MAX of Linux and macOS, in bytes. */
const MAX_NAME_BYTES = 255
/** Bytes of a key in one name of a displaced path, as twice as many hexadecimal digits. */
const CHUNK_BYTES = 100
/** What Win32 takes for a path, a wildcard, a stream or a device, or silently strips. */
const WINDOWS_TROUBLE = /[<>:"\\|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * Where a person would look for an object: the key itself.
 *
 * @param windows Whether the names must suit Windows.
 * @returns undefined if no file can have this name, or it would lie in the bookkeeping. Such an object has only a displaced path.
 */
export function naturalSegments(key: string, windows: boolean = process.platform === 'win32'): readonly string[] | undefined {
  const segments = key.split('/')
  const possible = segments.every(
    (segment) =>
      segment !== '' &&
      segment.toLowerCase() !== BOOKKEEPING &&
      Buffer.byteLength(segment) <= MAX_NAME_BYTES &&
      !(windows && (WINDOWS_TROUBLE.test(segment) || hasControl(segment))),
  )
  return possible ? segments : undefined
}

function hasControl(segment: string): boolean {
  return Array.from(segment).some((character) => character < ' ')
}

/**
 * Where an object lies whose natural path is impossible, or taken: `a` while there is a folder `a`, or `a/b` while there is a file `a`.
 *
 * The key's UTF-8 bytes in hexadecimal, one folder for each full hundred bytes; the last name ends with a dot. This keeps the order of
 * the keys when a folder is ordered as its name and `/`, so that the same walk lists both trees.
 */
export function displacedSegments(key: string): readonly string[] {
  const bytes = Buffer.from(key)
  const segments: string[] = [...DISPLACED]
  let start = 0
  for (; bytes.length - start > CHUNK_BYTES; start += CHUNK_BYTES) segments.push(bytes.toString('hex', start, start + CHUNK_BYTES))
  return [...segments, `${bytes.toString('hex', start)}.`]
}

/** @param path Names below the folder of displaced objects, joined by `/`. */
export function keyOfDisplacedPath(path: string): string {
  return Buffer.from(path.replaceAll(/[/.]/g, ''), 'hex').toString('utf8')
}

/** Where the metadata of an object lies. Of fixed length, so that no key is too long for it. */
export function infoSegments(key: string): readonly string[] {
  const digest = digestKey(key)
  return [...INFO, digest.slice(0, 2), `${digest.slice(2)}.json`]
}

export function lockSegments(key: string): readonly string[] {
  return [...LOCKS, digestKey(key)]
}

function digestKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
