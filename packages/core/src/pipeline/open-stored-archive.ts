import type { ArchiveSource } from '../archive/archive.js'
import { StoreError } from '../errors.js'
import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import { inputChanged, readVersion } from './read-version.js'

/** Archives from this size on are read by ranges, if they are ZIP archives. */
export const DEFAULT_RANGES_FROM_BYTES: number = 32 * 1024 ** 2

export interface OpenStoredArchiveOptions extends StoreOptions {
  /** Name of the source. Default: the key. */
  readonly name?: string | undefined
  /** Default: that of the object. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** Smaller objects are read at once, with one request. Default {@link DEFAULT_RANGES_FROM_BYTES}. */
  readonly rangesFromBytes?: number | undefined
}

/**
 * An archive in a store as a source. Of a large one only the metadata is read here, and its bytes by ranges.
 *
 * @param object as it was listed. What is read of a large one is of this version.
 * @throws (also when it is read) StoreError `input-changed`, retryable: it was removed since, or, a large one, replaced.
 */
export async function openStoredArchive(store: Store, object: ObjectInfo, options: OpenStoredArchiveOptions = {}): Promise<ArchiveSource> {
  const { key, sizeBytes } = object
  const { signal, name = key, rangesFromBytes = DEFAULT_RANGES_FROM_BYTES } = options
  if (sizeBytes < rangesFromBytes) {
    const whole = await store.get(key, { signal }).catch((error: unknown) => {
      throw error instanceof StoreError && error.code === 'not-found' ? inputChanged(key, error) : error
    })
    let bytes: Promise<Uint8Array> | undefined
    return { name, metadata: options.metadata ?? whole.metadata, bytes: () => (bytes ??= whole.bytes()) }
  }
  const head = await store.head(key, { signal })
  if (!head) throw inputChanged(key)
  const version = readVersion(store, object, { signal })
  return {
    name,
    metadata: options.metadata ?? head.metadata,
    sizeBytes,
    bytes: () => version.bytes(),
    stream: () => version.stream(),
    readRange: (start, end) => version.readRange(start, end),
  }
}
