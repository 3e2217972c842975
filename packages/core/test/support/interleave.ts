import type { Store } from '@bridge-downstream/core'

/** One call of a store that a worker made. */
export interface StoreCall {
  readonly worker: number
  readonly method: 'get' | 'head' | 'put' | 'list' | 'delete'
  /** False if it threw. */
  readonly succeeded: boolean
}

export interface Interleaving {
  readonly store: Store
  readonly calls: readonly StoreCall[]
}

/**
 * Run workers against one store in every order that their calls can take: all sequences of the choice which of the waiting workers makes its
 * next call. A call runs alone from its beginning to its end.
 *
 * @param prepare makes the store that a run begins with.
 * @param workers of which each may do nothing that waits for anything but the store.
 * @param check sees the outcome of each run.
 * @returns the number of runs.
 */
export async function runEveryInterleaving(
  prepare: () => Promise<Store>,
  workers: readonly ((store: Store) => Promise<void>)[],
  check: (outcome: Interleaving) => Promise<void>,
): Promise<number> {
  let prefix: readonly number[] = []
  for (let runs = 1; ; runs++) {
    const store = await prepare()
    const run = new InterleavedRun(store, workers.length, (turn) => prefix[turn] ?? 0)
    await run.runAll(workers)
    await check({ store, calls: run.calls })
    const last = run.choices.findLastIndex(({ taken, of }) => taken + 1 < of)
    if (last < 0) return runs
    prefix = [...run.choices.slice(0, last).map(({ taken }) => taken), run.choices[last]!.taken + 1]
  }
}

/**
 * Run workers against one store in one of the orders that their calls can take.
 *
 * @param choose which of so many waiting workers makes its next call.
 */
export async function runInterleaved(
  store: Store,
  workers: readonly ((store: Store) => Promise<void>)[],
  choose: (of: number) => number,
): Promise<void> {
  await new InterleavedRun(store, workers.length, (_, of) => choose(of)).runAll(workers)
}

class InterleavedRun {
  readonly choices: { readonly taken: number; readonly of: number }[] = []
  readonly calls: StoreCall[] = []
  readonly #store: Store
  readonly #choose: (turn: number, of: number) => number
  readonly #waiting = new Map<number, () => void>()
  #running: number
  #allWait = Promise.withResolvers<void>()

  constructor(store: Store, workers: number, choose: (turn: number, of: number) => number) {
    this.#store = store
    this.#choose = choose
    this.#running = workers
  }

  async runAll(workers: readonly ((store: Store) => Promise<void>)[]): Promise<void> {
    await Promise.all([this.#schedule(), ...workers.map((work, worker) => this.#start(worker, work))])
  }

  async #schedule(): Promise<void> {
    for (;;) {
      await this.#allWait.promise
      if (this.#waiting.size === 0) return
      const ready = [...this.#waiting.keys()].sort((a, b) => a - b)
      const taken = this.#choose(this.choices.length, ready.length)
      this.choices.push({ taken, of: ready.length })
      const release = this.#waiting.get(ready[taken]!)!
      this.#waiting.delete(ready[taken]!)
      this.#running++
      this.#allWait = Promise.withResolvers()
      release()
    }
  }

  async #start(worker: number, work: (store: Store) => Promise<void>): Promise<void> {
    try {
      await work(this.#storeOf(worker))
    } finally {
      this.#pause()
    }
  }

  #pause(): void {
    if (--this.#running === 0) this.#allWait.resolve()
  }

  async #turn(worker: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.set(worker, resolve)
    this.#pause()
    return promise
  }

  async #call<T>(worker: number, method: StoreCall['method'], call: () => Promise<T>): Promise<T> {
    await this.#turn(worker)
    try {
      const result = await call()
      this.calls.push({ worker, method, succeeded: true })
      return result
    } catch (error) {
      this.calls.push({ worker, method, succeeded: false })
      throw error
    }
  }

  #storeOf(worker: number): Store {
    const store = this.#store
    return {
      url: store.url,
      get: (key, options) => this.#call(worker, 'get', () => store.get(key, options)),
      head: (key, options) => this.#call(worker, 'head', () => store.head(key, options)),
      put: (key, body, options) => this.#call(worker, 'put', () => store.put(key, body, options)),
      delete: (key, options) => this.#call(worker, 'delete', () => store.delete(key, options)),
      list: (prefix, options) => this.#list(worker, prefix, options),
    }
  }

  /** One call, as a page of keys is. */
  async *#list(worker: number, ...args: Parameters<Store['list']>): ReturnType<Store['list']> {
    yield* await this.#call(worker, 'list', () => Array.fromAsync(this.#store.list(...args)))
  }
}
