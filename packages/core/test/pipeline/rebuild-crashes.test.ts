import { createMemoryStore, listWork, rebuild, type RebuildOptions, type Store } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentOf, copyStore, watchStore } from '../support/counting-store.js'
import { injection, objectKey, putObject, putStudy, registerAll } from './json-datasets.js'

// Small parts, so that each partition has many, and a crash can come between any two of them.
const SMALL: RebuildOptions = { injection, rowGroupRows: 4, partSizeBytes: 1 }

/** A destination that was rebuilt once and changed since: objects added, replaced and removed, a schema that has grown. */
async function changedStudy(): Promise<Store> {
  const store = createMemoryStore()
  await putStudy(store)
  await rebuild(store, SMALL)
  await putObject(store, { dataset: 'Motion_v1', recordId: 'recA', documents: [{ n: 1, steps: [{ at: 1, taps: [7] }], mood: 'fine' }] })
  await putObject(store, { dataset: 'Motion_v1', recordId: 'recE', day: 3, documents: [{ n: 5, steps: [] }] })
  for (const recordId of ['recC', 'recD']) await store.delete(objectKey({ dataset: 'Task_v1', recordId, day: 2 }))
  await registerAll(store)
  return store
}

async function newStudy(): Promise<Store> {
  const store = createMemoryStore()
  await putStudy(store)
  return store
}

async function afterRebuild(store: Store): Promise<Record<string, string>> {
  const copy = await copyStore(store, createMemoryStore())
  await rebuild(copy, SMALL)
  return contentOf(copy)
}

describe('a rebuild that ends at any call of the store is made good by the next one', () => {
  test.each<[string, () => Promise<Store>]>([
    ['of a new destination', newStudy],
    ['of one that has changed', changedStudy],
  ])('%s', async (situation, prepare) => {
    const prepared = await prepare()
    const expected = await afterRebuild(prepared)
    let crashes = 0
    let incomplete = 0
    for (; ; crashes++) {
      const store = await copyStore(prepared, createMemoryStore())
      const crashed = await rebuild(watchStore(store, crashes).store, SMALL).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (crashed === undefined) break
      expect((crashed as Error).message).toBe(`call ${crashes} of the store failed`)
      const works = await listWork(store, SMALL)
      if (works.some(({ state }) => state !== 'done')) incomplete++
      await rebuild(store, SMALL)
      expect(await contentOf(store), `call ${crashes}`).toEqual(expected)
    }
    console.info(`${situation}: ${crashes} crashes, ${incomplete} of which left something to do`)
    expect(crashes).toBeGreaterThan(60)
    // The calls before the last commit and the removals after it; the last call of all may be the very last thing to do.
    expect(incomplete).toBeGreaterThan(crashes - 10)
  })

  test('also when the inputs went back to what they were', async () => {
    const prepared = await newStudy()
    await rebuild(prepared, SMALL)
    const expected = await contentOf(prepared)
    const original = await (await prepared.get(objectKey({ dataset: 'Motion_v1', recordId: 'recA' }))).bytes()
    const text = new TextDecoder().decode(original)
    let repaired = 0
    for (let failAt = 0; ; failAt++) {
      const store = await copyStore(prepared, createMemoryStore())
      const key = objectKey({ dataset: 'Motion_v1', recordId: 'recA' })
      const { metadata } = (await store.head(key))!
      // As many bytes and rows as before; other values.
      await store.put(key, new TextEncoder().encode(text.replaceAll('"at":0.5', '"at":2.5')), { metadata })
      const crashed = await rebuild(watchStore(store, failAt).store, SMALL).then(
        () => false,
        () => true,
      )
      await store.put(key, original, { metadata })
      const { partitions } = await rebuild(store, SMALL)
      repaired += partitions.rebuilt
      expect(await contentOf(store), `call ${failAt}`).toEqual(expected)
      if (!crashed) break
    }
    console.info(`went back: ${repaired} mixtures were seen and made good`)
    expect(repaired).toBeGreaterThan(5)
  })
})

/** Lets workers make their calls in an order that numbers decide: one of them for a while, then another. */
class Turns {
  readonly #numbers: Iterator<number>
  readonly #waiting = new Map<number, (() => void)[]>()
  #isScheduling = false

  constructor(numbers: Iterator<number>) {
    this.#numbers = numbers
  }

  storeOf(store: Store, worker: number): Store {
    const turn = (): Promise<void> => this.#turn(worker)
    return {
      url: store.url,
      get: async (...args) => turn().then(() => store.get(...args)),
      head: async (...args) => turn().then(() => store.head(...args)),
      put: async (key, body, options) => {
        // The object appears when its bytes have come, at another turn than they were begun.
        const bytes = body instanceof Uint8Array ? body : await collect(body)
        await turn()
        return store.put(key, bytes, options)
      },
      delete: async (...args) => turn().then(() => store.delete(...args)),
      async *list(...args) {
        await turn()
        yield* await Array.fromAsync(store.list(...args))
      },
    }
  }

  async #turn(worker: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.set(worker, [...(this.#waiting.get(worker) ?? []), resolve])
    if (!this.#isScheduling) void this.#schedule()
    await promise
  }

  /** Nothing but the store is waited for, so whoever will make a call has made it after a task of the event loop. */
  async #schedule(): Promise<void> {
    this.#isScheduling = true
    for (let worker = 0, left = 0; ; left--) {
      await new Promise((resolve) => setImmediate(resolve))
      const ready = [...this.#waiting].filter(([, calls]) => calls.length > 0).map(([of]) => of)
      if (ready.length === 0) break
      if (left <= 0 || !ready.includes(worker)) {
        worker = ready[this.#number() % ready.length]!
        left = 1 + (this.#number() % LONGEST_TURN)
      }
      const calls = this.#waiting.get(worker)!
      const [next] = calls.splice(this.#number() % calls.length, 1)
      next!()
    }
    this.#isScheduling = false
  }

  #number(): number {
    return this.#numbers.next().value as number
  }
}

/** Calls of one worker before it may be another's turn, at most. */
const LONGEST_TURN = 60

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await Array.fromAsync(chunks)))
}

describe('rebuilds at the same time', () => {
  const seeds = fc.infiniteStream(fc.nat({ max: 1_000_000 }))

  async function interleaved(
    store: Store,
    workers: readonly ((store: Store) => Promise<unknown>)[],
    seed: fc.Stream<number>,
  ): Promise<void> {
    const turns = new Turns(seed[Symbol.iterator]())
    await Promise.all(workers.map((work, worker) => work(turns.storeOf(store, worker))))
  }

  test('of the same inputs end in the state of one', async () => {
    const prepared = await changedStudy()
    const expected = await afterRebuild(prepared)
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const store = await copyStore(prepared, createMemoryStore())
        const work = (own: Store): Promise<unknown> => rebuild(own, SMALL)
        await interleaved(store, [work, work], seed)
        expect(await contentOf(store)).toEqual(expected)
        expect((await rebuild(store, SMALL)).partitions).toMatchObject({ rebuilt: 0, removed: 0, failed: 0 })
      }),
      { numRuns: 30, seed: 11 },
    )
  })

  test('while inputs and schemas change: what is mixed is seen, and made good', async () => {
    const prepared = await newStudy()
    let mixtures = 0
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const store = await copyStore(prepared, createMemoryStore())
        const change = async (own: Store): Promise<void> => {
          await putObject(own, { dataset: 'Motion_v1', recordId: 'recA', documents: [{ n: 1, steps: [{ at: 2.5, taps: [3] }] }] })
          await putObject(own, { dataset: 'Motion_v1', recordId: 'recE', documents: [{ n: 5, mood: 'fine' }] })
          await own.delete(objectKey({ dataset: 'Motion_v1', recordId: 'recB' }))
          await registerAll(own)
          await rebuild(own, SMALL)
        }
        await interleaved(store, [(own) => rebuild(own, SMALL), change], seed)
        const { partitions } = await rebuild(store, SMALL)
        mixtures += partitions.rebuilt
        expect(partitions.failed).toBe(0)
        expect(await contentOf(store, 'parquet/')).toEqual(await fromNothing(store))
      }),
      { numRuns: 60, seed: 12 },
    )
    console.info(`${mixtures} partitions were mixed, or of inputs that had changed`)
    expect(mixtures).toBeGreaterThan(0)
  })

  /** The Parquet that a first rebuild would make of what is there now. */
  async function fromNothing(store: Store): Promise<Record<string, string>> {
    const copy = await copyStore(store, createMemoryStore())
    for await (const { key } of copy.list('parquet/')) await copy.delete(key)
    await rebuild(copy, SMALL)
    return contentOf(copy, 'parquet/')
  }
})
