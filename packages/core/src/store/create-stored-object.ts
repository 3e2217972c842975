import { StoreError } from '../errors.js'
import type { ObjectHead, StoredObject } from './store.js'

/**
 * The answer to a get, for those who implement a Store. Its body can be read once: a second reading fails, rather than give nothing.
 *
 * @param chunks Started when the body is first asked for a chunk.
 */
export function createStoredObject(head: ObjectHead, chunks: () => AsyncIterable<Uint8Array>): StoredObject {
  let used = false
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]() {
      if (used) throw new StoreError('The body of an object can be read once', { code: 'body-used', key: head.key, hint: 'Get it again.' })
      used = true
      return chunks()[Symbol.asyncIterator]()
    },
  }
  return { ...head, body, bytes: () => collectBytes(body) }
}

/** All chunks in one new array. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    sizeBytes += chunk.length
  }
  const bytes = new Uint8Array(sizeBytes)
  let position = 0
  for (const part of parts) {
    bytes.set(part, position)
    position += part.length
  }
  return bytes
}
