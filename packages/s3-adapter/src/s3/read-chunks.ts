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
  // A reader may take its time; only a wait for the server counts, and it ends by closing the connection.
  let waiting = false
  let failure: Error | undefined
  const fail = (error: Error): void => {
    failure ??= error
    body.destroy(error)
  }
  const onTime = (): void => {
    if (waiting) fail(new SeenFault(TIMED_OUT))
  }
  const onAbort = (): void => fail(abortedError(signal!, key))
  const timeout = setTimeout(onTime, timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  try {
    for (;;) {
      waiting = true
      timeout.refresh()
      const next = await iterator.next()
      waiting = false
      if (failure !== undefined) throw failure
      if (next.done === true) return
      yield next.value
    }
  } catch (error) {
    throw failure ?? error
  } finally {
    clearTimeout(timeout)
    signal?.removeEventListener('abort', onAbort)
    body.destroy()
  }
}
