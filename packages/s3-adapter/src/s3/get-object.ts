import type { StoredObject } from '@bridge-downstream/core'
import { checkNotAborted, collectBytes, createStoredObject, resolveRange } from '@bridge-downstream/core/store'
import { crc32Base64 } from './crc32.js'
import { openObject, settleGet, type GetRequest, type OpenedObject } from './open-object.js'
import { readChunks } from './read-chunks.js'
import type { S3Context } from './s3-context.js'
import { CUT_SHORT, DAMAGED, SeenFault } from './s3-fault.js'
import { DamagedBodyError, streamObject } from './stream-object.js'

/** A body up to this size is read, and checked, within the request: where something is wrong with it, it is asked for again as a whole. */
const READ_AT_ONCE_BYTES = 1024 ** 2
const CHUNK_BYTES = 64 * 1024

/** Get an object. Small bodies are read at once, larger ones are streamed. */
export async function getObject(context: S3Context, key: string, request: GetRequest): Promise<StoredObject> {
  // Whether it is a range at all; where the object ends is known later.
  resolveRange(request.range, Infinity, key)
  const { opened, chunks } = await startGet(context, key, request)
  const object = createStoredObject(opened.head, chunks)
  const sameVersion = { ...request, etag: opened.head.etag }
  return { ...object, bytes: () => collectRight(context, key, sameVersion, object.bytes()) }
}

interface StartedGet {
  readonly opened: OpenedObject
  readonly chunks: () => AsyncIterable<Uint8Array>
}

async function startGet(context: S3Context, key: string, request: GetRequest): Promise<StartedGet> {
  const { signal } = request
  return context.runner.run<StartedGet>({
    operation: 'GetObject',
    key,
    signal,
    attempt: async (attempt) => {
      const opened = await openObject(context, key, request, attempt)
      if (opened.end - opened.start > READ_AT_ONCE_BYTES) return { opened, chunks: () => streamObject(context, key, opened, signal) }
      const bytes = await readWhole(opened, { signal: attempt.signal, timeoutMs: context.limits.timeoutMs, key })
      return { opened, chunks: () => sliceChunks(bytes, signal, key) }
    },
    settle: (fault) => settleGet(fault, key, request),
  })
}

/** @throws SeenFault where the body is cut short or damaged, which makes this a try that failed. */
async function readWhole({ start, end, body, crc32 }: OpenedObject, options: Parameters<typeof readChunks>[1]): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  let filled = 0
  for await (const chunk of readChunks(body, options)) {
    if (filled + chunk.length > bytes.length) throw new SeenFault(DAMAGED)
    bytes.set(chunk, filled)
    filled += chunk.length
  }
  if (filled < bytes.length) throw new SeenFault(CUT_SHORT)
  if (crc32 !== undefined && crc32Base64(bytes) !== crc32) throw new SeenFault(DAMAGED)
  return bytes
}

async function* sliceChunks(bytes: Uint8Array, signal: AbortSignal | undefined, key: string): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    checkNotAborted(signal, key)
    yield bytes.subarray(start, start + CHUNK_BYTES)
  }
}

/** Chunks that were given cannot be taken back; bytes that are wanted as a whole can be asked for again, as long as the object is the same. */
async function collectRight(context: S3Context, key: string, request: GetRequest, first: Promise<Uint8Array>): Promise<Uint8Array> {
  for (let number = 1, bytes = first; ; number++) {
    try {
      return await bytes
    } catch (error) {
      if (!(error instanceof DamagedBodyError) || number >= context.limits.maxAttempts) throw error
      bytes = collectBytes((await startGet(context, key, request)).chunks())
    }
  }
}
