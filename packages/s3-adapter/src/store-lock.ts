import type { Store, StoreOptions } from '@bridge-downstream/core'
import { abortedError, StoreError } from '@bridge-downstream/core/store'
import { readLock, writeLock, type LockContent } from './lock-object.js'
import { createOwnedName, ownerState, type OwnerState } from './process-owner.js'

/** How often a lock is renewed, and how long one renewal may take. */
const RENEWAL_MS = 20_000
/** So many renewals in a row that fail end the work: well before {@link PATIENCE_MS} is over for whoever waits. */
const MOST_FAILURES = 2
const LOOK_MS = 5_000
/** A lock that nobody has renewed for so long, by the clock of who waits, belongs to nobody. */
const PATIENCE_MS = 90_000

export interface StoreLockOptions extends StoreOptions {
  /** Called once if somebody holds the lock who cannot be asked whether they still live: it takes up to 90 seconds to find out. */
  readonly onWait?: (() => void) | undefined
}

/** Locks that are held in this process. */
const held = new Set<string>()

/**
 * Do something to a store that nobody else does at the same time, on this machine or another, as long as all do it under this lock. Not for
 * what takes milliseconds: a conditional put does.
 *
 * The lock is an object that is renewed while the work goes on. A holder of this machine is asked after by its process. Of any other one it is watched
 * whether it renews the lock, which needs no clocks that agree.
 *
 * @param key of the lock.
 * @param work is told by its signal to end: when the caller's does, or when the lock is lost.
 * @throws StoreError `store-locked`, retryable, if somebody else is at work; `lock-lost`, retryable, if the lock could not be kept, after the work has
 *   ended; what `work` throws.
 */
export async function withStoreLock<T>(
  store: Store,
  key: string,
  work: (signal: AbortSignal) => Promise<T>,
  options: StoreLockOptions = {},
): Promise<T> {
  const lock = await acquire(store, key, options)
  const signal = options.signal ? AbortSignal.any([options.signal, lock.lost]) : lock.lost
  let result: T
  try {
    result = await work(signal)
  } catch (error) {
    // What failed first counts; a lock that stays is nobody's once this process has ended.
    await lock.release().catch(() => undefined)
    throw lock.lost.aborted ? lock.lost.reason : error
  }
  await lock.release()
  lock.lost.throwIfAborted()
  return result
}

class HeldLock {
  readonly #store: Store
  readonly #key: string
  readonly #content: LockContent
  #etag: string
  readonly #lost = new AbortController()
  readonly #released = new AbortController()
  readonly #renewing: Promise<void>

  constructor(store: Store, key: string, content: LockContent, etag: string) {
    this.#store = store
    this.#key = key
    this.#etag = etag
    this.#content = content
    held.add(content.owner)
    this.#renewing = this.#keep()
  }

  /** Fires with the reason when the lock may be somebody else's. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  async release(): Promise<void> {
    this.#released.abort()
    await this.#renewing
    held.delete(this.#content.owner)
    const found = await readLock(this.#store, this.#key)
    if (found?.owner === this.#content.owner) await this.#store.delete(this.#key)
  }

  async #keep(): Promise<void> {
    for (let failures = 0; failures < MOST_FAILURES;) {
      if (!(await paused(RENEWAL_MS, this.#released.signal))) return
      // Undefined where the store does not answer: it may the next time.
      const isKept = await this.#renew().catch(() => undefined)
      if (isKept === false) break
      failures = isKept === undefined ? failures + 1 : 0
    }
    if (!this.#released.signal.aborted) this.#lost.abort(lostError(this.#key))
  }

  /** @returns false if it is somebody else's. */
  async #renew(): Promise<boolean> {
    const signal = AbortSignal.any([AbortSignal.timeout(RENEWAL_MS), this.#released.signal])
    const etag = await writeLock(this.#store, this.#key, this.#content, { etag: this.#etag }, { signal })
    if (etag !== undefined) {
      this.#etag = etag
      return true
    }
    // An earlier renewal may have been carried out although it seemed to fail.
    const found = await readLock(this.#store, this.#key, { signal })
    if (found?.owner !== this.#content.owner) return false
    this.#etag = found.etag
    return true
  }
}

async function acquire(store: Store, key: string, { signal, onWait }: StoreLockOptions): Promise<HeldLock> {
  const mine: LockContent = { owner: await createOwnedName(), since: new Date().toISOString() }
  let watched: string | undefined
  for (let watchedMs = 0; ; watchedMs += LOOK_MS) {
    const found = await readLock(store, key, { signal })
    const isRenewed = watched !== undefined && found !== undefined && found.etag !== watched
    const state = found === undefined ? 'gone' : await stateOf(found.owner, mine.owner)
    if (isRenewed || state === 'running') throw lockedError(key, found?.since)
    if (state === 'gone' || watchedMs >= PATIENCE_MS) {
      const etag = await writeLock(store, key, mine, found ?? 'absent', { signal })
      if (etag === undefined) throw lockedError(key, undefined)
      return new HeldLock(store, key, mine, etag)
    }
    if (watched === undefined) onWait?.()
    watched = found!.etag
    if (!(await paused(LOOK_MS, signal))) throw abortedError(signal!, key)
  }
}

/** A lock of this process that is not held was left: it could not be removed. */
async function stateOf(owner: string, mine: string): Promise<OwnerState> {
  return processOf(owner) === processOf(mine) && !held.has(owner) ? 'gone' : ownerState(owner)
}

function processOf(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('-'))
}

function lockedError(key: string, since: string | undefined): StoreError {
  return new StoreError(`Somebody else is at work here${since ? `, since ${since}` : ''}`, {
    code: 'store-locked',
    key,
    hint: 'Try again when that has ended.',
    retryable: true,
  })
}

function lostError(key: string): StoreError {
  return new StoreError('The lock could not be kept, and somebody else may be at work here', {
    code: 'lock-lost',
    key,
    hint: 'See that the store can be reached, and run the same again: it goes on where it was.',
    retryable: true,
  })
}

/** @returns false if the signal has fired. */
async function paused(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const onAbort = (): void => resolve(false)
  const timer = setTimeout(() => resolve(true), ms)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
