import { setTimeout as sleep } from 'node:timers/promises'
import { abortedError, checkNotAborted, StoreError } from '@bridge-downstream/core/store'
import { AttemptLog, type S3Task } from './attempt-log.js'
import { Limiter } from './limiter.js'
import { RetryBudget } from './retry-budget.js'
import type { S3Connection, S3Connector } from './s3-connection.js'
import { describeFault, SeenFault, TIMED_OUT, type S3Fault } from './s3-fault.js'
import type { S3Limits, S3Request } from './s3-options.js'

const LONGEST_PAUSE_MS = 20_000
const MOST_RENEWALS = 2

/** One try of a request. */
export interface Attempt extends S3Connection {
  /** Aborted when the caller aborts, or the try takes too long. */
  readonly signal: AbortSignal
  /** Whether an earlier try may have been carried out although it seemed to fail. */
  readonly mayBeDone: boolean
}

export interface RequestPlan<T> extends S3Task {
  readonly signal?: AbortSignal | undefined
  /**
   * Makes the request. Called again after a fault that may pass, which is safe since all requests of a store can be repeated: reads and
   * deletes by nature, writes because a body is in memory and replaces the object as a whole, conditional writes by `settle`.
   */
  attempt(attempt: Attempt): Promise<T>
  /**
   * Decides what an answer means that is no fault of S3, such as a condition that does not hold.
   *
   * @param mayBeDone Whether an earlier try may have been carried out although it seemed to fail.
   * @returns the result after all, or undefined to have the fault thrown.
   */
  settle?(fault: S3Fault, mayBeDone: boolean): Promise<T | undefined>
  /** Told of each try that failed. */
  onFault?(fault: S3Fault): void
}

interface FailedTry {
  readonly fault: S3Fault
  readonly error: unknown
  /** Whether the deadline has ended it. Told by the timer and not by the clock, before which a timer may go off. */
  readonly isOver: boolean
}

/** Makes requests: so many at a time, again after faults that may pass, with pauses, within a time limit, and counted. */
export class RequestRunner {
  readonly #connector: S3Connector
  readonly #limits: S3Limits
  readonly #onRequest: ((request: S3Request) => void) | undefined
  readonly #limiter: Limiter
  readonly #budget = new RetryBudget()

  constructor(connector: S3Connector, limits: S3Limits, onRequest: ((request: S3Request) => void) | undefined) {
    this.#connector = connector
    this.#limits = limits
    this.#onRequest = onRequest
    this.#limiter = new Limiter(limits.concurrency)
  }

  /** @throws StoreError `unavailable` that says what was tried, or `aborted`; what `attempt` and `settle` throw of that kind. */
  async run<T>(plan: RequestPlan<T>): Promise<T> {
    const { key, signal } = plan
    const { maxAttempts, deadlineMs } = this.#limits
    const deadline = performance.now() + deadlineMs
    const log = new AttemptLog(plan)
    let renewals = 0
    for (let number = 1; ; number++) {
      checkNotAborted(signal, key)
      const connection = await this.#connector.connect()
      const outcome = await this.#limiter.run(signal, key, () => this.#try(plan, connection, number, log.mayBeDone, deadline))
      if ('value' in outcome) return outcome.value
      const { fault, error, isOver } = outcome
      plan.onFault?.(fault)
      if (fault.remedy === 'none') {
        const settled = await plan.settle?.(fault, log.mayBeDone)
        if (settled !== undefined) return settled
      }
      log.add(fault, error)
      if (fault.remedy === 'none') throw log.toError('')
      if (fault.remedy === 'renew') {
        if (!this.#connector.canRenew || ++renewals > MOST_RENEWALS) throw log.toError('and the credentials have ended')
        await this.#connector.renew(connection)
      }
      if (number >= maxAttempts) throw log.toError('which is the most')
      if (!this.#budget.spend()) throw log.toError('and too many requests of this store fail to try again')
      const pauseMs = this.#drawPause(number)
      if (isOver || performance.now() + pauseMs >= deadline) throw log.toError(`and ${deadlineMs} ms are over`)
      await pause(pauseMs, signal, key)
    }
  }

  /** The client's own errors become faults; a StoreError is a decision and passes. */
  async #try<T>(
    plan: RequestPlan<T>,
    connection: S3Connection,
    number: number,
    mayBeDone: boolean,
    deadline: number,
  ): Promise<{ readonly value: T } | FailedTry> {
    const { operation, key, signal } = plan
    const timer = new AbortController()
    const leftMs = deadline - performance.now()
    const isLast = leftMs <= this.#limits.timeoutMs
    const timeout = setTimeout(() => timer.abort(new SeenFault(TIMED_OUT)), isLast ? Math.max(1, leftMs) : this.#limits.timeoutMs)
    const stop = (): void => timer.abort(signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const value = await untilAborted(plan.attempt({ ...connection, signal: timer.signal, mayBeDone }), timer.signal)
      this.#budget.earn(number > 1)
      this.#onRequest?.({ operation, attempt: number, outcome: 'done', status: undefined, fault: undefined })
      return { value }
    } catch (error) {
      if (error instanceof StoreError) throw error
      if (signal?.aborted) throw abortedError(signal, key)
      const fault = describeFault(timer.signal.aborted ? timer.signal.reason : error)
      this.#onRequest?.({ operation, attempt: number, outcome: 'failed', status: fault.status, fault: fault.name })
      return { fault, error, isOver: timer.signal.aborted && isLast }
    } finally {
      clearTimeout(timeout)
      signal?.removeEventListener('abort', stop)
    }
  }

  /** At random, so that writers which failed together do not come back together. */
  #drawPause(number: number): number {
    return Math.random() * Math.min(LONGEST_PAUSE_MS, this.#limits.retryDelayMs * 2 ** (number - 1))
  }
}

/** Whoever waits is told of an abort at once, even if the client is slow to notice. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function pause(ms: number, signal: AbortSignal | undefined, key: string | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  } catch {
    throw abortedError(signal!, key)
  }
}
