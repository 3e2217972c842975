import type { ArchiveLimits } from '../archive/archive.js'
import { openZipByRanges, type RangedZip } from '../archive/open-zip-by-ranges.js'
import { StoreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { readVersion } from './read-version.js'

export interface OpenStoredZipOptions {
  /** Defaults: `DEFAULT_ARCHIVE_LIMITS`. */
  readonly limits?: Partial<ArchiveLimits>
  readonly signal?: AbortSignal | undefined
}

/**
 * Open a ZIP archive in a store without fetching it: its entries are listed from its end, and fetched one by one when they are read.
 *
 * @throws ArchiveError as `openZipByRanges`.
 * @throws StoreError `not-found`, or `input-changed` once the object has been replaced: entries of two archives are never mixed.
 */
export async function openStoredZip(store: Store, key: string, options: OpenStoredZipOptions = {}): Promise<RangedZip> {
  const { limits, signal } = options
  const head = await store.head(key, { signal })
  if (head === undefined) throw new StoreError('There is no such object', { code: 'not-found', key })
  const version = readVersion(store, head, { signal })
  const readRange = (start: number, end: number): Promise<Uint8Array> => version.readRange(start, end)
  return openZipByRanges({ name: key, sizeBytes: head.sizeBytes, readRange }, limits === undefined ? {} : { limits })
}
