import type { Store } from '@bridge-downstream/core'
import { createMemoryStore, StoreError } from '@bridge-downstream/core/store'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { withStoreLock } from '../src/store-lock.js'
import { openFrontStore } from './front-store.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const KEY = 'lock'

/** Somebody on another machine, of whom nobody knows whether they live. */
async function lockFromElsewhere(store: Store, renewals = 0): Promise<void> {
  const content = { version: 1, owner: 'elsewhere-0-0-1-0-00', since: '2026-01-01T00:00:00.000Z', renewals }
  await store.put(KEY, Buffer.from(JSON.stringify(content)))
}

const ownerOf = async (store: Store): Promise<string> =>
  (JSON.parse(Buffer.from(await (await store.get(KEY)).bytes()).toString()) as { owner: string }).owner

/** Hold the lock until it is told. */
function hold(store: Store): { readonly end: () => void; readonly signal: Promise<AbortSignal>; readonly done: Promise<string> } {
  const [begun, told] = [Promise.withResolvers<AbortSignal>(), Promise.withResolvers<void>()]
  const done = withStoreLock(store, KEY, async (signal) => {
    begun.resolve(signal)
    signal.addEventListener('abort', () => told.reject(new Error('told to end')))
    await told.promise
    return 'result'
  })
  // Looked at where a test says so.
  done.catch(() => undefined)
  return { end: () => told.resolve(), signal: begun.promise, done }
}

function useClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

/** The clock moves on, and what was to happen then has happened. */
async function wait(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await vi.advanceTimersByTimeAsync(1000)
}

describe.each([
  ['in memory', async () => createMemoryStore()],
  ['in a local folder', async () => createLocalStore(await makeTemporaryFolder())],
  ['on S3', async () => (await openFrontStore()).store],
])('%s', (_, open) => {
  test('while one is at work, another is not, and is told so; then it is free', async () => {
    const store = await open()
    const first = hold(store)
    await first.signal
    const error = await withStoreLock(store, KEY, async () => 'second').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'StoreError', code: 'store-locked', retryable: true })
    expect(String(error)).toMatch(/Somebody else is at work here, since \d{4}-[\d-]+T[\d:.]+Z \(key "lock"\)\. Try again/)
    first.end()
    expect(await first.done).toBe('result')
    expect(await store.head(KEY)).toBe(undefined)
    expect(await withStoreLock(store, KEY, async () => 'second')).toBe('second')
  })

  test('of 20 that find a lock whose holder has died, one has it', async () => {
    const store = await open()
    const content = { version: 1, owner: await ownerThatDied(store), since: '' }
    await store.put(KEY, Buffer.from(JSON.stringify(content)))
    let [atWork, refused] = [0, 0]
    const told = Promise.withResolvers<void>()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async () => {
        try {
          await withStoreLock(store, KEY, async () => {
            atWork++
            await told.promise
          })
        } catch (error) {
          if (++refused === 19) told.resolve()
          throw error
        }
      }),
    )
    expect(atWork).toBe(1)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(19)
    expect(await store.head(KEY)).toBe(undefined)
  })
})

/** A name of this process that holds nothing: its lock was left. */
async function ownerThatDied(store: Store): Promise<string> {
  const holder = hold(store)
  await holder.signal
  const owner = await ownerOf(store)
  holder.end()
  await holder.done
  return owner
}

test('what the work throws is thrown, and the lock is free', async () => {
  const store = createMemoryStore()
  await expect(withStoreLock(store, KEY, async () => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work')
  expect(await store.head(KEY)).toBe(undefined)
})

test('a lock whose process was killed is free at once', async () => {
  const folder = await makeTemporaryFolder()
  const child = startChild(await bundleChild('hold-lock'), [folder])
  await child.started
  const store = createLocalStore(folder)
  await expect(withStoreLock(store, KEY, async () => 'mine')).rejects.toMatchObject({ code: 'store-locked' })
  child.process.kill('SIGKILL')
  await child.ended
  expect(await withStoreLock(store, KEY, async () => 'mine')).toBe('mine')
  expect(await store.head(KEY)).toBe(undefined)
})

describe('a lock from another machine', () => {
  test('that is renewed belongs to somebody', async () => {
    useClock()
    const store = createMemoryStore()
    await lockFromElsewhere(store)
    const onWait = vi.fn()
    const waiting = withStoreLock(store, KEY, async () => 'mine', { onWait }).catch((error: unknown) => error)
    await wait(19)
    expect(onWait).toHaveBeenCalledTimes(1)
    await lockFromElsewhere(store, 1)
    await wait(5)
    expect(await waiting).toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining('since 2026-01-01T00:00:00.000Z') as string,
    })
    expect(await ownerOf(store)).toMatch(/^elsewhere/)
  })

  test('that nobody renews for 90 seconds is taken, and no sooner', async () => {
    useClock()
    const store = createMemoryStore()
    await lockFromElsewhere(store)
    const work = vi.fn(async () => 'mine')
    const waiting = withStoreLock(store, KEY, work)
    await wait(89)
    expect(work).not.toHaveBeenCalled()
    await wait(2)
    expect(await waiting).toBe('mine')
  })

  test('that goes meanwhile is free', async () => {
    useClock()
    const store = createMemoryStore()
    await lockFromElsewhere(store)
    const waiting = withStoreLock(store, KEY, async () => 'mine')
    await wait(7)
    await store.delete(KEY)
    await wait(5)
    expect(await waiting).toBe('mine')
  })

  test('is nobody’s once it is old, also if it says nothing of its owner', async () => {
    useClock()
    const store = createMemoryStore()
    await store.put(KEY, Buffer.from('no JSON'))
    const waiting = withStoreLock(store, KEY, async () => 'mine')
    await wait(91)
    expect(await waiting).toBe('mine')
  })

  test('is waited for until the caller’s signal fires', async () => {
    const store = createMemoryStore()
    await lockFromElsewhere(store)
    const controller = new AbortController()
    const onWait = (): void => controller.abort()
    await expect(withStoreLock(store, KEY, async () => 'mine', { signal: controller.signal, onWait })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(await ownerOf(store)).toMatch(/^elsewhere/)
  })
})

describe('while the work goes on', () => {
  test('the lock is renewed, every 20 seconds', async () => {
    useClock()
    const store = createMemoryStore()
    const put = vi.spyOn(store, 'put')
    const holder = hold(store)
    await holder.signal
    await wait(101)
    expect(put).toHaveBeenCalledTimes(6)
    holder.end()
    await wait(1)
    expect(await holder.done).toBe('result')
    await wait(60)
    expect(put).toHaveBeenCalledTimes(6)
  })

  test('and somebody has taken the lock, the work is told to end, and their lock stays', async () => {
    useClock()
    const store = createMemoryStore()
    const holder = hold(store)
    const signal = await holder.signal
    await lockFromElsewhere(store)
    await wait(21)
    expect(signal.aborted).toBe(true)
    await expect(holder.done).rejects.toMatchObject({ name: 'StoreError', code: 'lock-lost', retryable: true })
    expect(await ownerOf(store)).toMatch(/^elsewhere/)
  })

  test('a renewal that was carried out although it seemed to fail is one', async () => {
    useClock()
    const store = createMemoryStore()
    const holder = hold(store)
    await holder.signal
    const put = store.put.bind(store)
    vi.spyOn(store, 'put').mockImplementationOnce(async (...args) => {
      await put(...args)
      throw new StoreError('No answer', { code: 'unavailable', retryable: true })
    })
    await wait(101)
    holder.end()
    await wait(1)
    expect(await holder.done).toBe('result')
  })

  test('a store that answers once in two times is good enough; one that does not answer for 40 seconds ends the work', async () => {
    useClock()
    const store = createMemoryStore()
    const holder = hold(store)
    const signal = await holder.signal
    const fail = async (): Promise<never> => Promise.reject(new StoreError('No answer', { code: 'unavailable', retryable: true }))
    const put = vi.spyOn(store, 'put')
    for (let turn = 0; turn < 4; turn++) {
      put.mockImplementationOnce(fail)
      await wait(40)
    }
    expect(signal.aborted).toBe(false)
    put.mockImplementation(fail)
    await wait(39)
    expect(signal.aborted).toBe(false)
    await wait(2)
    expect(signal.aborted).toBe(true)
    await expect(holder.done).rejects.toMatchObject({ code: 'lock-lost' })
  })

  test('a work that ends although its lock was lost is told of', async () => {
    useClock()
    const store = createMemoryStore()
    const told = Promise.withResolvers<void>()
    const done = withStoreLock(store, KEY, async () => told.promise)
    done.catch(() => undefined)
    await wait(1)
    await lockFromElsewhere(store)
    await wait(21)
    told.resolve()
    await expect(done).rejects.toMatchObject({ code: 'lock-lost' })
  })
})
