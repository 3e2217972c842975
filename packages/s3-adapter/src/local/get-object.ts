import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import type { GetOptions, StoredObject } from '@bridge-downstream/core'
import { checkNotAborted, createStoredObject, resolveRange, StoreError } from '@bridge-downstream/core/store'
import { changing, findObject, headOf, isSameFile, type FoundObject } from './find-object.js'
import { linkError } from './folders.js'
import { fsCode, unlessMissing, withStoreErrors } from './fs-errors.js'

const CHUNK_BYTES = 256 * 1024
const MOST_ROUNDS = 1000
/** The last name is no link, and no pipe that would never open. Windows has neither flag. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

interface ByteRange {
  /** Inclusive. */
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

/**
 * Open an object for reading. The open file keeps the old bytes while a put replaces the object.
 *
 * A body of one chunk is read at once; a longer one holds its file open until it has been read, or left.
 */
export async function getObject(root: string, key: string, { range, signal }: GetOptions): Promise<StoredObject> {
  const { file, found } = await openObject(root, key)
  try {
    const bytes = resolveRange(range, found.version.sizeBytes, key)
    const head = headOf(key, found)
    if (bytes.end - bytes.start > CHUNK_BYTES) return createStoredObject(head, () => readChunks(file, bytes, key, signal))
    const chunk = await readChunk(file, bytes, key)
    await file.close()
    return createStoredObject(head, async function* () {
      checkNotAborted(signal, key)
      if (chunk.length > 0) yield chunk
    })
  } catch (error) {
    await file.close()
    throw error
  }
}

async function openObject(root: string, key: string): Promise<{ readonly file: FileHandle; readonly found: FoundObject }> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = findObject(root, key)
    if (found === undefined) throw new StoreError('There is no such object', { code: 'not-found', key })
    const file = await openFile(found.path, key)
    if (file === undefined) continue
    if (isSameFile(await file.stat({ bigint: true }), found.stat)) return { file, found }
    await file.close()
  }
  throw changing(key)
}

async function openFile(path: string, key: string): Promise<FileHandle | undefined> {
  try {
    return await unlessMissing(open(path, OPEN_FLAGS))
  } catch (error) {
    throw fsCode(error) === 'ELOOP' ? linkError(key) : error
  }
}

async function* readChunks(file: FileHandle, range: ByteRange, key: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    for (let start = range.start; start < range.end; start += CHUNK_BYTES) {
      checkNotAborted(signal, key)
      const chunk = { start, end: Math.min(start + CHUNK_BYTES, range.end) }
      yield await withStoreErrors(key, () => readChunk(file, chunk, key))
    }
  } finally {
    await file.close()
  }
}

async function readChunk(file: FileHandle, { start, end }: ByteRange, key: string): Promise<Uint8Array> {
  const chunk = new Uint8Array(end - start)
  for (let filled = 0; filled < chunk.length;) {
    const { bytesRead } = await file.read(chunk, filled, chunk.length - filled, start + filled)
    if (bytesRead === 0) throw new StoreError('The file was cut short while it was read', { code: 'unavailable', key, retryable: true })
    filled += bytesRead
  }
  return chunk
}
