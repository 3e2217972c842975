import { abortedError, checkNotAborted } from '../store/abort.js'

/**
 * Wait; not at all for 0.
 *
 * @throws StoreError `aborted`.
 */
export async function waitMs(ms: number, signal: AbortSignal | undefined): Promise<void> {
  checkNotAborted(signal)
  if (ms <= 0) return
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => reject(abortedError(signal!))
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
