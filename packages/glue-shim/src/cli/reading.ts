import { StoreError } from '@bridge-downstream/core'
import { fileChanged } from './file-version.js'

/**
 * Read of an input's file or folder. What the file system refuses is no fault of the input, as little as a store's: it ends the run, which is
 * told where; but a file that is gone is left to the next run.
 *
 * @param name of the file, as it is shown.
 * @throws StoreError `unavailable`; `input-changed`, retryable, if it is not there any more.
 */
export async function reading<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw readFailure(name, error)
  }
}

/** As {@link reading}, chunk by chunk. */
export async function* readingChunks(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await reading(name, () => iterator.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

function readFailure(name: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error
  if (error.code === 'ENOENT') return fileChanged(name, error)
  return new StoreError(`The file system refused ${String(error.syscall)} (${String(error.code)})`, {
    code: 'unavailable',
    key: name,
    hint: 'See whether you may read it, or leave it out by naming the others.',
    cause: error,
  })
}
