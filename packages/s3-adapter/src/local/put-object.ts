import { createHash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import type { ObjectInfo, PutOptions } from '@bridge-downstream/core'
import { checkNotAborted, normalizeMetadata, readBody } from '@bridge-downstream/core/store'
import { commitObject } from './commit-object.js'
import { withStoreErrors } from './fs-errors.js'
import { withKeyLock } from './key-lock.js'
import { createTemporaryPath } from './temporary-files.js'

/** Write an object aside, flush it, and move it into place under the key's lock. What the body throws is thrown as it is. */
export async function putObject(
  root: string,
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  { signal, condition, contentType, metadata }: PutOptions,
): Promise<ObjectInfo> {
  const aside = await withStoreErrors(key, () => createTemporaryPath(root, key))
  try {
    const file = await withStoreErrors(key, () => open(aside, 'wx'))
    const content = await writeContent(file, body, signal, key).finally(() => file.close())
    checkNotAborted(signal, key)
    const written = { ...content, contentType, metadata: normalizeMetadata(metadata) }
    await withStoreErrors(key, () => withKeyLock(root, key, signal, () => commitObject(root, key, aside, written, condition)))
    return { key, ...content }
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

async function writeContent(
  file: FileHandle,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
  key: string,
): Promise<{ readonly sizeBytes: number; readonly etag: string }> {
  const digest = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of readBody(body, signal, key)) {
    digest.update(chunk)
    sizeBytes += chunk.length
    // Goes on from where the last one ended.
    await withStoreErrors(key, () => file.writeFile(chunk))
  }
  await withStoreErrors(key, () => file.sync())
  return { sizeBytes, etag: digest.digest('hex').slice(0, 32) }
}
