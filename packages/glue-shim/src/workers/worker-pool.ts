import { WorkerThread, type WorkerThreadOptions } from './worker-thread.js'

/**
 * Worker threads for one run. Each starts when there is something to do and those that run are busy: a run with nothing to do starts none.
 *
 * Any worker may be given the next archive or partition; who examined an archive holds it, and must be asked to finish it. That is why this
 * is no pool of the usual kind, where a task cannot name its worker.
 */
export class WorkerPool {
  readonly #size: number
  readonly #options: WorkerThreadOptions
  readonly #workers: WorkerThread[] = []

  /** @param size workers at most, from 1. */
  constructor(size: number, options: WorkerThreadOptions) {
    this.#size = size
    this.#options = options
  }

  /** The worker with the least to do. */
  pick(): WorkerThread {
    const least = this.#workers.reduce<WorkerThread | undefined>((a, b) => (a && a.load <= b.load ? a : b), undefined)
    if (least && (least.load === 0 || this.#workers.length === this.#size)) return least
    const started = new WorkerThread(this.#options)
    this.#workers.push(started)
    return started
  }

  /** End all workers, once nothing is under way. Again, and nothing is left to end. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.close()))
  }
}
