/**
 * Run something that must end within a time, even where it does not heed its signal.
 *
 * @param signal ends it with the signal's reason.
 * @param timeout makes the error that ends it when the time is over.
 * @param run is told to stop by its signal, in both cases.
 */
export async function withinTime<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  timeout: () => Error,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = (reason: Error): void => {
    controller.abort(reason)
    reject(reason)
  }
  const onAbort = (): void => stop(signal?.reason as Error)
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => stop(timeout()), timeoutMs)
  try {
    return await Promise.race([run(controller.signal), stopped])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
