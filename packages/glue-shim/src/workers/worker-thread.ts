import { WorkerError, type SchemaSource } from '@bridge-downstream/core'
import { Worker } from 'node:worker_threads'
import { packError, unpackError } from './pack-error.js'
import type { FromWorker, ToWorker, WorkerCall, WorkerSetup, WorkerTask, WorkerTasks } from './worker-messages.js'

/**
 * Bounds of one worker's heap. Bytes of archives lie outside of it; what takes more than this is a document of hundreds of megabytes, or a
 * defect, and must not take the machine along.
 */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 2048 } as const

export interface WorkerThreadOptions {
  /** URL of the script that serves. */
  readonly script: URL
  readonly setup: WorkerSetup
  /** Where its schemas come from. */
  readonly schemas: SchemaSource | undefined
  readonly signal: AbortSignal
}

/** One worker, seen from the main thread: calls, their answers, and its end. */
export class WorkerThread {
  readonly #worker: Worker
  readonly #schemas: SchemaSource | undefined
  readonly #signal: AbortSignal
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #onAbort = (): void => this.#send({ kind: 'abort' })
  #lastId = 0
  #end: WorkerError | undefined

  constructor({ script, setup, schemas, signal }: WorkerThreadOptions) {
    this.#schemas = schemas
    this.#signal = signal
    this.#worker = new Worker(script, { workerData: setup, resourceLimits: LIMITS })
    this.#worker.on('message', (message: FromWorker) => this.#receive(message))
    this.#worker.on('error', (error) => this.#die(describeEnd(error), error))
    this.#worker.on('messageerror', (error) => this.#die('What a worker thread sent could not be read', error))
    this.#worker.on('exit', (exitCode) => this.#die(`A worker thread has ended with exit code ${exitCode}`))
    signal.addEventListener('abort', this.#onAbort, { once: true })
    if (signal.aborted) this.#onAbort()
  }

  /** Calls that are under way. */
  get load(): number {
    return this.#calls.size
  }

  /**
   * Have something done.
   *
   * @throws what it throws there.
   * @throws WorkerError `worker-lost` if the worker ends before.
   */
  async call<K extends WorkerTask>(task: K, input: WorkerTasks[K]['input']): Promise<WorkerTasks[K]['output']> {
    if (this.#end) throw this.#end
    const id = ++this.#lastId
    const answer = Promise.withResolvers<unknown>()
    this.#calls.set(id, answer)
    try {
      this.#send({ kind: 'call', id, call: { task, input } as WorkerCall })
      return (await answer.promise) as WorkerTasks[K]['output']
    } finally {
      this.#calls.delete(id)
    }
  }

  /** End it, once nothing is under way: a thread that is ended in a put would leave its lock behind, held by a process that lives. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#calls.values()].map(({ promise }) => promise))
    this.#signal.removeEventListener('abort', this.#onAbort)
    await this.#worker.terminate()
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'ask-schema') {
      void this.#findSchema(message.url).then((answer) => this.#send({ kind: 'schema', id: message.id, answer }))
      return
    }
    const call = this.#calls.get(message.id)!
    const { answer } = message
    if (answer.ok) call.resolve(answer.value)
    else call.reject(unpackError(answer.error))
  }

  async #findSchema(url: string): Promise<Extract<ToWorker, { kind: 'schema' }>['answer']> {
    try {
      return { ok: true, value: await this.#schemas!.get(url, { signal: this.#signal }) }
    } catch (error) {
      return { ok: false, error: packError(error) }
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message, [])
  }

  #die(what: string, cause?: unknown): void {
    this.#end ??= new WorkerError(what, {
      code: 'worker-lost',
      hint: 'Run the same command again, and it goes on where it was; with --workers 0 there are no worker threads.',
      cause,
    })
    for (const { reject } of this.#calls.values()) reject(this.#end)
  }
}

function describeEnd(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `A worker thread needed more memory than its ${LIMITS.maxOldGenerationSizeMb} MB`
  return 'A worker thread has failed'
}
