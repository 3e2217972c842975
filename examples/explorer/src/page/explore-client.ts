import type { Calls, ExploreProgress, Reply } from '../worker/messages.ts'
// oxlint-disable-next-line import/default -- Vite makes the export
import ExploreWorker from '../worker/explore-worker.ts?worker&inline'

interface Pending {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
  readonly onProgress: ((progress: ExploreProgress) => void) | undefined
}

/** One input's worker: what takes long happens there. Ending it is how a run is cancelled, at once and whatever it is doing. */
export class ExploreClient {
  readonly #worker = new ExploreWorker()
  readonly #pending = new Map<number, Pending>()
  #id = 0

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#receive(data))
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.#failAll(new Error('The reading stopped unexpectedly; the browser may have run out of memory. Try fewer or smaller files.'))
    })
  }

  call<K extends keyof Calls>(
    call: K,
    request: Calls[K]['request'],
    onProgress?: (progress: ExploreProgress) => void,
  ): Promise<Calls[K]['answer']> {
    const id = this.#id++
    return new Promise<Calls[K]['answer']>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
      this.#worker.postMessage({ id, call, request })
    })
  }

  /** Nothing that was asked is answered any more. */
  end(): void {
    this.#worker.terminate()
    this.#pending.clear()
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id)
    if (!pending) return
    if (reply.kind === 'progress') return pending.onProgress?.(reply.progress)
    this.#pending.delete(reply.id)
    if (reply.kind === 'answer') pending.resolve(reply.answer as never)
    else pending.reject(new Error(reply.message))
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
