import { OptionError, StoreError } from '../errors.js'
import type { GetOptions } from './store.js'

/**
 * The bytes that a get asks for, for those who implement a Store.
 *
 * @returns `start` inclusive, `end` exclusive, both within the object.
 * @throws StoreError `not-found` if the range starts beyond the last byte.
 * @throws OptionError `bad-range` if it is no range at all.
 */
export function resolveRange(range: GetOptions['range'], sizeBytes: number, key: string): { readonly start: number; readonly end: number } {
  if (range === undefined) return { start: 0, end: sizeBytes }
  const { start, end = Infinity } = range
  if (!Number.isSafeInteger(start) || start < 0 || !(end === Infinity || Number.isSafeInteger(end)) || end < start) {
    throw new OptionError(`A range from ${start} to ${end} is no range of bytes`, { code: 'bad-range', key })
  }
  if (start >= sizeBytes) {
    throw new StoreError(`The range starts at byte ${start} of an object of ${sizeBytes} bytes`, { code: 'not-found', key })
  }
  return { start, end: Math.min(end + 1, sizeBytes) }
}
