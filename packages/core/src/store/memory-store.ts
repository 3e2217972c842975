import { platform } from '#platform'
import { StoreError } from '../errors.js'
import { checkNotAborted } from './abort.js'
import { checkCondition } from './check-condition.js'
import { collectBytes, createStoredObject } from './create-stored-object.js'
import { checkKey, compareUtf8 } from './keys.js'
import { normalizeMetadata } from './normalize-metadata.js'
import { readBody } from './read-body.js'
import { resolveRange } from './resolve-range.js'
import type { ObjectHead, Store } from './store.js'

interface MemoryObject {
  readonly head: ObjectHead
  readonly content: Uint8Array
}

const CHUNK_BYTES = 64 * 1024
const ETAG_DIGITS = 32

/**
 * A store in this process's memory: the reference implementation of the contract, and enough for tests, browsers and small runs.
 *
 * @param options.name Shown in `url`, to tell stores apart. Two stores of one name share nothing.
 */
export function createMemoryStore(options: { readonly name?: string | undefined } = {}): Store {
  const objects = new Map<string, MemoryObject>()
  return {
    url: `memory:${options.name ?? ''}`,

    async get(key, { signal, range } = {}) {
      checkKey(key)
      checkNotAborted(signal, key)
      const object = objects.get(key)
      if (object === undefined) throw new StoreError('There is no such object', { code: 'not-found', key })
      const { start, end } = resolveRange(range, object.content.length, key)
      return createStoredObject(object.head, () => readChunks(object.content.subarray(start, end), signal, key))
    },

    async head(key, { signal } = {}) {
      checkKey(key)
      checkNotAborted(signal, key)
      return objects.get(key)?.head
    },

    async put(key, body, { signal, condition, contentType, metadata } = {}) {
      checkKey(key)
      const content = await collectBytes(readBody(body, signal, key))
      checkNotAborted(signal, key)
      // From here on nothing waits, so that no other put comes between the condition and the write.
      checkCondition(condition, objects.get(key)?.head.etag, key)
      const info = { key, sizeBytes: content.length, etag: platform.sha256Hex(content).slice(0, ETAG_DIGITS) }
      objects.set(key, { head: { ...info, contentType, metadata: normalizeMetadata(metadata) }, content })
      return info
    },

    async delete(key, { signal } = {}) {
      checkKey(key)
      checkNotAborted(signal, key)
      objects.delete(key)
    },

    async *list(prefix = '', { signal } = {}) {
      checkNotAborted(signal)
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareUtf8)
      for (const key of keys) {
        checkNotAborted(signal)
        const head = objects.get(key)?.head
        if (head !== undefined) yield { key, sizeBytes: head.sizeBytes, etag: head.etag }
      }
    },
  }
}

/** Chunks are copies: a reader who writes into one must not change the object. */
async function* readChunks(content: Uint8Array, signal: AbortSignal | undefined, key: string): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += CHUNK_BYTES) {
    checkNotAborted(signal, key)
    yield content.slice(start, start + CHUNK_BYTES)
  }
}
