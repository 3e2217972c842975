import type { Store } from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import type { FaultKind } from './front/front-faults.js'
import type { Front } from './front/start-front.js'
import { openFrontStore } from './front-store.js'
import { makeBytes } from './sample-bytes.js'

const LARGE = makeBytes(3_000_000, 5)

/** The first so many GetObjects go wrong. */
function breakGets(front: Front, kind: FaultKind, times: number): void {
  let left = times
  front.injectFaults({ rate: 1, seed: 1, kinds: [kind], only: ({ operation }) => operation === 'GetObject' && left-- > 0 })
}

async function readAll(store: Store, key: string, range?: { start: number; end?: number }): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync((await store.get(key, { range })).body))
}

describe('a body that is streamed', () => {
  test.each(['truncate', 'stall'] as const)('goes on where its connection broke (%s)', async (kind) => {
    const { store, front } = await openFrontStore({ timeoutMs: 200 })
    await store.put('large', LARGE)
    breakGets(front, kind, 3)
    const before = front.requests.length
    expect(Buffer.compare(await readAll(store, 'large'), LARGE)).toBe(0)
    expect(front.requests.slice(before).map(({ status }) => status)).toEqual([0, 0, 0, 206])
  })

  test('goes on within its range', async () => {
    const { store, front } = await openFrontStore()
    await store.put('large', LARGE)
    breakGets(front, 'truncate', 2)
    const read = await readAll(store, 'large', { start: 1000, end: 2_500_000 })
    expect(Buffer.compare(read, LARGE.subarray(1000, 2_500_001))).toBe(0)
  })

  test('ends in an error where no connection gives more', async () => {
    const { store, front } = await openFrontStore({ maxAttempts: 3 })
    await store.put('large', LARGE)
    breakGets(front, 'truncate', 1)
    const object = await store.get('large')
    front.injectFaults({ rate: 1, seed: 1, kinds: ['reset-before'] })
    await expect(Array.fromAsync(object.body)).rejects.toThrow('S3 did not do GetObject: ECONNRESET; tried 3 times')
  })

  test('is never joined from two versions of the object', async () => {
    const { store, front } = await openFrontStore()
    await store.put('large', LARGE)
    breakGets(front, 'truncate', 1)
    const object = await store.get('large')
    await store.put('large', makeBytes(3_000_000, 6))
    const read: Uint8Array[] = []
    const reading = (async () => {
      for await (const chunk of object.body) read.push(chunk)
    })()
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true })
    await expect(reading).rejects.toThrow('The object was replaced while it was read')
    expect(Buffer.compare(Buffer.concat(read), LARGE.subarray(0, Buffer.concat(read).length))).toBe(0)
  })

  test('does not end well if a byte of it has changed on the way', async () => {
    const { store, front } = await openFrontStore()
    await store.put('large', LARGE)
    breakGets(front, 'corrupt', 1)
    const object = await store.get('large')
    let sizeBytes = 0
    const reading = (async () => {
      for await (const chunk of object.body) sizeBytes += chunk.length
    })()
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true })
    expect(sizeBytes).toBeLessThan(LARGE.length)
  })

  test('is asked for again where all of it is wanted and a byte has changed', async () => {
    const { store, front } = await openFrontStore()
    await store.put('large', LARGE)
    breakGets(front, 'corrupt', 2)
    const object = await store.get('large')
    expect(Buffer.compare(await object.bytes(), LARGE)).toBe(0)
    await expect(object.bytes()).rejects.toMatchObject({ code: 'body-used' })
  })

  test('may be left unread, and its connection with it', async () => {
    const { store } = await openFrontStore({ concurrency: 2 })
    await store.put('large', LARGE)
    const left = await Promise.all(Array.from({ length: 5 }, () => store.get('large')))
    for await (const chunk of left[0]!.body) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    expect(Buffer.compare(await left[4]!.bytes(), LARGE)).toBe(0)
  })
})
