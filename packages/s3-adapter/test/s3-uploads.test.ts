import { describe, expect, test } from 'vitest'
import { openFrontStore } from './front-store.js'
import { makeBytes, streamBytes } from './sample-bytes.js'

const PART_BYTES = 5 * 1024 ** 2
const LARGE = makeBytes(3 * PART_BYTES + 1, 7)
const options = { partSizeBytes: PART_BYTES }

/** Gives some bytes, and then waits for ever. */
async function* hangAfter(bytes: Uint8Array, then: () => void = () => undefined): AsyncGenerator<Uint8Array> {
  yield bytes
  then()
  await new Promise(() => undefined)
}

describe('an upload in parts', () => {
  test('gives the same object and ETag for bytes and for streams of any chunks', async () => {
    const { store, front } = await openFrontStore(options)
    const whole = await store.put('whole', LARGE)
    const chunks = await store.put('chunks', streamBytes(LARGE, 1_000_001))
    const one = await store.put('one chunk', streamBytes(LARGE, LARGE.length))
    expect([chunks.etag, one.etag]).toEqual([whole.etag, whole.etag])
    expect(Buffer.compare(await (await store.get('chunks')).bytes(), LARGE)).toBe(0)
    expect(front.requests.filter(({ operation }) => operation === 'UploadPart')).toHaveLength(12)
  })

  test('begins only beyond the size of a part', async () => {
    const { store, front } = await openFrontStore(options)
    const before = front.requests.length
    await store.put('stream', streamBytes(LARGE.subarray(0, PART_BYTES)))
    await store.put('bytes', LARGE.subarray(0, PART_BYTES))
    expect(front.requests.slice(before).map(({ operation }) => operation)).toEqual(['PutObject', 'PutObject'])
  })

  test('is removed where its body throws, and the error is that of the body', async () => {
    const { store, front, bucket } = await openFrontStore(options)
    const failure = new Error('the source broke')
    const body = (async function* () {
      yield* streamBytes(LARGE)
      throw failure
    })()
    await expect(store.put('key', body)).rejects.toBe(failure)
    expect(front.openUploads(bucket)).toEqual([])
    expect(await store.head('key')).toBe(undefined)
  })

  test('is removed where it is aborted while its body hangs', async () => {
    const { store, front, bucket } = await openFrontStore(options)
    const controller = new AbortController()
    const body = hangAfter(LARGE, () => controller.abort())
    await expect(store.put('key', body, { signal: controller.signal })).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    expect(front.openUploads(bucket)).toEqual([])
    expect(await store.head('key')).toBe(undefined)
  })

  test('is removed where a part cannot be sent, even while its body hangs', async () => {
    const { store, front, bucket } = await openFrontStore({ ...options, maxAttempts: 2 })
    front.injectFaults({ rate: 1, seed: 1, kinds: ['error-before'], only: ({ operation }) => operation === 'UploadPart' })
    await expect(store.put('key', hangAfter(LARGE))).rejects.toThrow('S3 did not do UploadPart: InternalError (status 500)')
    expect(front.openUploads(bucket)).toEqual([])
  })

  test('whose condition does not hold leaves nothing', async () => {
    const { store, front, bucket } = await openFrontStore(options)
    const first = await store.put('key', Buffer.from('first'))
    await expect(store.put('key', streamBytes(LARGE), { condition: 'absent' })).rejects.toMatchObject({ code: 'precondition-failed' })
    await expect(store.put('key', streamBytes(LARGE), { condition: { etag: 'x' } })).rejects.toMatchObject({ code: 'precondition-failed' })
    await expect(store.put('new', streamBytes(LARGE), { condition: { etag: 'x' } })).rejects.toMatchObject({ code: 'precondition-failed' })
    expect(front.openUploads(bucket)).toEqual([])
    expect((await store.head('key'))?.etag).toBe(first.etag)
  })

  test('of racers has one winner', async () => {
    const { store, front, bucket } = await openFrontStore(options)
    const racers = Array.from({ length: 4 }, (_, racer) => makeBytes(PART_BYTES + 1, racer + 1))
    const results = await Promise.allSettled(racers.map((bytes) => store.put('key', streamBytes(bytes), { condition: 'absent' })))
    const winner = results.findIndex(({ status }) => status === 'fulfilled')
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(Buffer.compare(await (await store.get('key')).bytes(), racers[winner]!)).toBe(0)
    expect(front.openUploads(bucket)).toEqual([])
  })
})
