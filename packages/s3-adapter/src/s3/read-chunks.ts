import type { Readable } from 'node:stream'
import { abortedError } from '@bridge-downstream/core/store'
import { SeenFault, TIMED_OUT } from './s3-fault.js'

/**
 * The chunks of an answer's body. It ends with an error where the next chunk does not come in time, and at once where the caller aborts.
 * Its connection is closed when it is left early.
 *
 * @throws StoreError `aborted`, SeenFault `TimedOut`, or what the connection throws.
 */
export async function* readChunks(
  body: Readable,
  { signal, timeoutMs, key }: { readonly signal: AbortSignal | undefined; readonly timeoutMs: number; readonly key: string },
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  try {
    for (;;) {
      const next = await nextInTime(iterator, signal, timeoutMs, key)
      if (next.done === true) return
      yield next.value
    }
  } finally {
    body.destroy()
  }
}

async function nextInTime(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
  timeoutMs: number,
  key: string,
): Promise<IteratorResult<Uint8Array>> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Uint8Array>>()
  const onAbort = (): void => reject(abortedError(signal!, key))
  if (signal?.aborted) throw abortedError(signal, key)
  const timeout = setTimeout(() => reject(new SeenFault(TIMED_OUT)), timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  iterator.next().then(resolve, reject)
  try {
    return await promise
  } finally {
    clearTimeout(timeout)
    signal?.removeEventListener('abort', onAbort)
  }
}
