import { readDocuments } from '../documents/read-documents.js'
import { readInBlocks } from '../documents/stream-documents.js'
import { StoreError } from '../errors.js'
import type { JsonObject } from '../json/json-value.js'
import { releaseBody } from '../store/release-body.js'
import type { Store } from '../store/store.js'
import { parseJsonObjectKey } from './partition-keys.js'
import type { LineReader, PartitionLine } from './partition-line.js'
import type { PartitionInput } from './partition-work.js'

/** The entry of an archive that an object of a JSON dataset was made from. */
export interface InputEntry {
  readonly path: string
  /** Place of the entry among those of its archive. */
  readonly ordinal: number
}

export interface InputDocument extends PartitionLine {
  readonly recordId: string
  /** In the object, from 0. */
  readonly position: number
}

/** An object of a JSON dataset that is open for reading. */
export interface OpenInput {
  /** Absent if the object does not say it: somebody else put it there. */
  readonly entry: InputEntry | undefined
  /** Can be read once; a block of lines is in memory at a time. */
  readonly documents: () => AsyncGenerator<InputDocument, void, undefined>
  /** The same as bytes, instead. */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Open an input.
 *
 * @throws StoreError `input-changed`, retryable, if it is no longer the one that was listed; `bytes-lost`, retryable, while it is read, if the
 * store gives fewer or more bytes than it listed.
 */
export async function openInput(
  store: Store,
  input: PartitionInput,
  lines: LineReader,
  signal: AbortSignal | undefined,
): Promise<OpenInput> {
  const object = await store.get(input.key, { signal }).catch((error: unknown) => {
    throw error instanceof StoreError && error.code === 'not-found' ? changed(input.key, error) : error
  })
  if (object.etag !== input.etag) {
    await releaseBody(object.body)
    throw changed(input.key)
  }
  const body = allBytes(object.body, input)
  return { entry: readEntry(object.metadata), documents: () => readLines(body, input.key, lines), body }
}

/** The record's id of lines that do not say it. @param key of an object of a JSON dataset. */
export function fallbackIdOf(key: string): string {
  return parseJsonObjectKey(key)!.name
}

/** Lines that are left of an object that was cut off are good JSON: that some are missing, only its size tells. */
async function* allBytes(body: AsyncIterable<Uint8Array>, { key, sizeBytes }: PartitionInput): AsyncGenerator<Uint8Array, void, undefined> {
  let readBytes = 0
  for await (const chunk of body) {
    readBytes += chunk.length
    yield chunk
  }
  if (readBytes === sizeBytes) return
  throw new StoreError(`The store gave ${readBytes} bytes of an object of ${sizeBytes}`, {
    code: 'bytes-lost',
    key,
    retryable: true,
    hint: 'Run the rebuild again; if it stays so, unpack the archive again.',
  })
}

async function* readLines(body: AsyncIterable<Uint8Array>, key: string, lines: LineReader): AsyncGenerator<InputDocument, void, undefined> {
  const fallbackId = fallbackIdOf(key)
  const place = { key }
  const check = lines.check.bind(lines)
  let position = 0
  for await (const documents of readInBlocks(body, place, { check }, (bytes, parse) => [...readDocuments(bytes, place, parse)])) {
    for (const document of documents) yield { ...lines.read(document as JsonObject, fallbackId), position: position++ }
  }
}

function readEntry(metadata: Readonly<Record<string, string>>): InputEntry | undefined {
  const ordinal = metadata['entryordinal'] ?? ''
  const path = decodePath(metadata['entrypath'] ?? '')
  return path !== undefined && /^\d{1,9}$/.test(ordinal) ? { path, ordinal: Number(ordinal) } : undefined
}

function decodePath(encoded: string): string | undefined {
  try {
    return encoded === '' ? undefined : decodeURIComponent(encoded)
  } catch {
    // Not what unpacking writes, so it is somebody else's.
    return undefined
  }
}

function changed(key: string, cause?: unknown): StoreError {
  return new StoreError('An object was replaced or removed while its partition was rebuilt', {
    code: 'input-changed',
    key,
    retryable: true,
    hint: 'Run the rebuild again: it takes the object as it is then.',
    cause,
  })
}
