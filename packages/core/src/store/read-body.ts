import { abortedError, checkNotAborted } from './abort.js'

/**
 * Chunks of a body that is being put, in order, for those who implement a Store.
 *
 * An abort ends it at once, even while the body's next chunk does not come; the body's iterator is closed then. What the body throws is
 * thrown as it is.
 *
 * @throws StoreError `aborted`.
 */
export async function* readBody(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
  key: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  checkNotAborted(signal, key)
  if (body instanceof Uint8Array) {
    yield body
    return
  }
  const iterator = body[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      checkNotAborted(signal, key)
      const next = await nextUnlessAborted(iterator, signal, key)
      if (next.done === true) {
        ended = true
        return
      }
      yield next.value
    }
  } finally {
    // Not awaited: a generator that hangs in its next chunk would hang here as well.
    if (!ended) iterator.return?.().catch(() => undefined)
  }
}

/** One listener a chunk: a race against one promise for the whole body would keep every chunk alive until the end. */
async function nextUnlessAborted(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
  key: string,
): Promise<IteratorResult<Uint8Array>> {
  if (signal === undefined) return iterator.next()
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Uint8Array>>()
  const onAbort = (): void => reject(abortedError(signal, key))
  signal.addEventListener('abort', onAbort, { once: true })
  // The body may listen to the same signal and fail first, with an error of its own.
  iterator.next().then(resolve, (error: unknown) => reject(signal.aborted ? abortedError(signal, key) : error))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
