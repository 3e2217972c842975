import { StoreError, type StreamOptions } from '@bridge-downstream/core'
import { streamFile } from '@bridge-downstream/s3-adapter'
import type { BigIntStats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'

/** A file as it is now: whatever is read of it is of that version. */
export interface FileVersion {
  readonly sizeBytes: number
  stream(options?: StreamOptions): AsyncGenerator<Uint8Array, void, undefined>
  /** @param end Exclusive. */
  readRange(start: number, end: number): Promise<Uint8Array>
}

/**
 * Open a file for reading in parts.
 *
 * @throws (each of its reads) StoreError `input-changed`, retryable, once the file has been replaced, changed or removed.
 */
export async function openFileVersion(file: string): Promise<FileVersion> {
  const version = versionOf(await stat(file, { bigint: true }))
  const sizeBytes = Number(version.split('-')[0])
  const check = async (handle: FileHandle): Promise<void> => {
    if (versionOf(await handle.stat({ bigint: true })) !== version) throw fileChanged(file)
  }
  return {
    sizeBytes,
    async *stream(options) {
      const handle = await openExisting(file)
      try {
        await check(handle)
        yield* streamFile(handle, options)
        await check(handle)
      } finally {
        await handle.close()
      }
    },
    async readRange(start, end) {
      const handle = await openExisting(file)
      try {
        const bytes = await readPart(handle, start, end)
        // After the read: a change before it is seen too.
        await check(handle)
        return bytes
      } finally {
        await handle.close()
      }
    },
  }
}

/** One read of a file may give less than is there. */
async function readPart(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) return bytes.subarray(0, at)
    at += bytesRead
  }
  return bytes
}

function versionOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size}-${mtimeNs}-${ino}`
}

async function openExisting(file: string): Promise<FileHandle> {
  return open(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? fileChanged(file, error) : error
  })
}

/** A file is not there any more as it was found. */
export function fileChanged(file: string, cause?: unknown): StoreError {
  return new StoreError('It was replaced or removed while it was read', {
    code: 'input-changed',
    key: file,
    retryable: true,
    hint: 'Run it again: it is then taken as it is.',
    cause,
  })
}
