import { StoreError } from '../errors.js'
import { releaseBody } from '../store/release-body.js'
import type { GetOptions, ObjectInfo, Store, StoredObject, StoreOptions } from '../store/store.js'

/** One version of an object: whatever is read of it is of that version. */
export interface StoredVersion {
  bytes(): Promise<Uint8Array>
  stream(): AsyncGenerator<Uint8Array, void, undefined>
  /** @param end Exclusive. */
  readRange(start: number, end: number): Promise<Uint8Array>
}

/**
 * Read an object in the version that `etag` tells.
 *
 * @throws (each of its reads) StoreError `input-changed`, retryable, once the object has been replaced or removed.
 */
export function readVersion(store: Store, { key, etag }: Pick<ObjectInfo, 'key' | 'etag'>, { signal }: StoreOptions = {}): StoredVersion {
  const get = async (range?: GetOptions['range']): Promise<StoredObject> => {
    const object = await store.get(key, { range, signal }).catch((error: unknown) => {
      throw error instanceof StoreError && error.code === 'not-found' ? inputChanged(key, error) : error
    })
    if (object.etag === etag) return object
    await releaseBody(object.body)
    throw inputChanged(key)
  }
  return {
    bytes: async () => (await get()).bytes(),
    async *stream() {
      yield* (await get()).body
    },
    readRange: async (start, end) => (await get({ start, end: end - 1 })).bytes(),
  }
}

/** Whether an archive is no longer the one that was found: it is to be read again, and others go on. */
export function isInputChanged(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'input-changed'
}

/** An object is not there any more as it was found. */
export function inputChanged(key: string, cause?: unknown): StoreError {
  return new StoreError('It was replaced or removed while it was read', {
    code: 'input-changed',
    key,
    retryable: true,
    hint: 'Run it again: it is then taken as it is.',
    cause,
  })
}
