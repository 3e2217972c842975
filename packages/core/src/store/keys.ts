import { StoreError } from '../errors.js'

/** Longest key, in bytes of UTF-8. Amazon S3 sets this bound; every store keeps it, so that a dataset can move between them. */
export const MAX_KEY_BYTES = 1024

/**
 * Check that a key can name an object in every store.
 *
 * Empty segments (`a//b`) and a trailing slash are allowed, as in S3: they name objects, not folders.
 *
 * @throws StoreError `bad-key` if the key is empty, too long, no Unicode text, holds NUL, starts with `/`, or has a segment `.` or `..`.
 */
export function checkKey(key: string): void {
  const problem = findProblem(key)
  if (problem !== undefined) throw new StoreError(`A store cannot hold this key: ${problem}`, { code: 'bad-key', key })
}

function findProblem(key: string): string | undefined {
  if (key === '') return 'it is empty'
  if (key.startsWith('/')) return 'it starts with a slash'
  if (key.includes('\0')) return 'it holds a NUL character'
  if (!key.isWellFormed()) return 'it holds half of a surrogate pair'
  if (new TextEncoder().encode(key).length > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes of UTF-8`
  if (key.split('/').some((segment) => segment === '.' || segment === '..')) return 'a segment of it is "." or ".."'
  return undefined
}

/**
 * Order two keys as their UTF-8 bytes are ordered, which is the order of code points.
 *
 * Plain `<` compares UTF-16 units and puts U+1F600 before U+FF5E.
 *
 * @returns a negative number, 0 or a positive number, as `Array.prototype.sort` wants it.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return codePointRank(left) - codePointRank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above U+FFFF, so they rank after every other UTF-16 unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
