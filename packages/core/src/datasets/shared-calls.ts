interface Running<T> {
  readonly promise: Promise<T>
  readonly controller: AbortController
  waiting: number
}

/** Calls with one key at one time share one run. A run is told to stop when nobody waits for it any more. */
export class SharedCalls<T> {
  readonly #running = new Map<string, Running<T>>()

  /**
   * @param start begins the run, if none is under way.
   * @param signal ends this call with the signal's reason, and leaves the other callers be.
   */
  async call(key: string, start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted()
    const run = this.#running.get(key) ?? this.#start(key, start)
    run.waiting++
    try {
      return await untilAborted(run.promise, signal)
    } finally {
      if (--run.waiting === 0) this.#stop(key, run)
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController()
    const run = { promise: start(controller.signal), controller, waiting: 0 }
    this.#running.set(key, run)
    return run
  }

  /** Whoever calls from now on starts anew. */
  #stop(key: string, run: Running<T>): void {
    if (this.#running.get(key) === run) this.#running.delete(key)
    run.controller.abort()
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
