import { abortedError, checkNotAborted } from '@bridge-downstream/core/store'

/** Lets so many actions run at a time; the others wait in the order they came. */
export class Limiter {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async run<T>(signal: AbortSignal | undefined, key: string | undefined, action: () => Promise<T>): Promise<T> {
    await this.#enter(signal, key)
    try {
      return await action()
    } finally {
      this.#leave()
    }
  }

  async #enter(signal: AbortSignal | undefined, key: string | undefined): Promise<void> {
    checkNotAborted(signal, key)
    if (this.#free > 0) {
      this.#free--
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = (): void => {
      const at = this.#waiting.indexOf(resolve)
      // Already let in: the action itself will see the signal.
      if (at < 0) return
      this.#waiting.splice(at, 1)
      reject(abortedError(signal!, key))
    }
    this.#waiting.push(resolve)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next()
  }
}
