import type { Store } from '@bridge-downstream/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { FAULT_KINDS, type FaultKind } from './front/front-faults.js'
import { openFrontStore } from './front-store.js'
import { makeBytes, streamBytes } from './sample-bytes.js'

const OBJECTS = 1000
const SIDE_BY_SIDE = 20
const PART_BYTES = 5 * 1024 ** 2

/** Most are small; some are streamed; a few are in parts. */
function sizeOf(index: number): number {
  if (index % 200 === 7) return PART_BYTES * 2 + index
  return index % 50 === 8 ? 1_500_000 + index : (index * 7919) % 20_000
}

async function inParallel(count: number, action: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      while (next < count) await action(next++)
    }),
  )
}

test(`with faults in a tenth of all requests, ${OBJECTS} objects are written and read right`, async () => {
  // A request that stalls waits for this; a busy machine answers sooner.
  const { store, front, bucket } = await openFrontStore({ timeoutMs: 1500, partSizeBytes: PART_BYTES })
  const contents = Array.from({ length: OBJECTS }, (_, index) => makeBytes(sizeOf(index), index + 1))
  const source = front.injectFaults({ rate: 0.1, seed: 20_260 })
  const keys = contents.map((_, index) => `part=${index % 7}/object ${index}`)
  await inParallel(OBJECTS, async (index) => {
    const body = index % 2 === 0 ? contents[index]! : streamBytes(contents[index]!)
    const options = index % 3 === 0 ? { condition: 'absent' as const } : {}
    const info = await store.put(keys[index]!, body, { ...options, metadata: { index: String(index) } })
    expect(info.sizeBytes).toBe(contents[index]!.length)
  })
  const wrong: string[] = []
  await inParallel(OBJECTS, async (index) => {
    const object = await store.get(keys[index]!)
    const isRight = object.metadata['index'] === String(index) && Buffer.compare(await object.bytes(), contents[index]!) === 0
    if (!isRight) wrong.push(keys[index]!)
  })
  const listed: string[] = []
  for await (const { key } of store.list('', { pageSize: 100 })) listed.push(key)
  expect(wrong).toEqual([])
  expect(listed).toEqual(keys.toSorted())
  expect([...source!.counts.keys()].toSorted()).toEqual([...FAULT_KINDS].toSorted())
  expect(front.openUploads(bucket)).toEqual([])
  front.injectFaults(undefined)
  await inParallel(OBJECTS, async (index) => {
    if (Buffer.compare(await (await store.get(keys[index]!)).bytes(), contents[index]!) !== 0) wrong.push(keys[index]!)
  })
  expect(wrong).toEqual([])
  const faults = [...source!.counts.values()].reduce((sum, count) => sum + count)
  console.info(`${faults} faults: ${[...source!.counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`)
})

const calls: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  PutObject: (store) => store.put('key', Buffer.from('content')),
  GetObject: (store) => store.get('there'),
  HeadObject: (store) => store.head('there'),
  DeleteObject: (store) => store.delete('there'),
  ListObjectsV2: (store) => Array.fromAsync(store.list()),
  CreateMultipartUpload: (store) => store.put('key', makeBytes(PART_BYTES + 1, 1)),
  UploadPart: (store) => store.put('key', streamBytes(makeBytes(PART_BYTES + 1, 1))),
  CompleteMultipartUpload: (store) => store.put('key', makeBytes(PART_BYTES + 1, 1)),
}

describe('a fault that does not pass', () => {
  const lasting: readonly FaultKind[] = ['error-before', 'error-after', 'slow-down', 'reset-before', 'reset-after', 'stall', 'truncate']

  test.each(Object.keys(calls))('in %s ends in an error that says what was tried, and leaves nothing half-done', async (operation) => {
    const options = { maxAttempts: 3, timeoutMs: 300, deadlineMs: 2000, partSizeBytes: PART_BYTES }
    for (const kind of lasting) {
      const { store, front, bucket } = await openFrontStore(options)
      await store.put('there', Buffer.from('an object that is there'))
      front.injectFaults({ rate: 1, seed: 1, kinds: [kind], only: (request) => request.operation === operation })
      const error = await calls[operation]!(store).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true })
      expect(String(error)).toMatch(new RegExp(`S3 did not do ${operation}: .*tried 3 times: `))
      front.injectFaults(undefined)
      expect(front.openUploads(bucket)).toEqual([])
      const left = await store.head('key')
      // Carried out, although the answer said otherwise: then it is whole.
      if (left !== undefined) expect(['error-after', 'reset-after', 'stall', 'truncate']).toContain(kind)
      expect([undefined, 7, PART_BYTES + 1]).toContain(left?.sizeBytes)
    }
  })

  test('that damages every upload is told, and nothing is written', async () => {
    const { store, front } = await openFrontStore({ maxAttempts: 3 })
    front.injectFaults({ rate: 1, seed: 1, kinds: ['corrupt'] })
    await expect(store.put('key', Buffer.from('content'))).rejects.toThrow('S3 did not do PutObject: BadDigest (status 400)')
    front.injectFaults(undefined)
    expect(await store.head('key')).toBe(undefined)
  })

  test('that damages every download is told', async () => {
    const { store, front } = await openFrontStore({ maxAttempts: 3 })
    await store.put('small', Buffer.from('content'))
    await store.put('large', makeBytes(2_000_000, 1))
    front.injectFaults({ rate: 1, seed: 1, kinds: ['corrupt'] })
    await expect(store.get('small')).rejects.toThrow('S3 did not do GetObject: ChecksumMismatch')
    const object = await store.get('large')
    await expect(object.bytes()).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true })
  })

  test('ends at the deadline, however many tries are left', async () => {
    const { store, front } = await openFrontStore({ maxAttempts: 1000, timeoutMs: 60_000, deadlineMs: 200 })
    front.injectFaults({ rate: 1, seed: 1, kinds: ['stall'] })
    await expect(store.head('key')).rejects.toThrow('S3 did not do HeadObject: TimedOut; tried once, and 200 ms are over')
  })

  test('ends at the deadline also where a timer goes off a little before it, and there is no pause', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    onTestFinished(() => void vi.restoreAllMocks())
    const { store, front } = await openFrontStore({ maxAttempts: 1000, timeoutMs: 60_000, deadlineMs: 20 })
    front.injectFaults({ rate: 1, seed: 1, kinds: ['stall'] })
    for (let call = 0; call < 50; call++) await expect(store.head('key')).rejects.toThrow('tried once, and 20 ms are over')
  })

  test('in a whole store ends the tries of all its calls, so that an outage gets no flood of them', async () => {
    const { store, front, bucket } = await openFrontStore({ maxAttempts: 50, retryDelayMs: 1, concurrency: 50 })
    front.injectFaults({ rate: 1, seed: 1, kinds: ['slow-down'] })
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => store.head('key')))
    expect(results.map(({ status }) => status)).toEqual(Array<string>(50).fill('rejected'))
    // Of this bucket: a request of another test, given up, may arrive as late as it likes.
    expect(front.requests.filter((request) => request.bucket === bucket)).toHaveLength(150)
  })
})
