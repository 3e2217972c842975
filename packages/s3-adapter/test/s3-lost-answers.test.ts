import { describe, expect, test } from 'vitest'
import type { FaultKind } from './front/front-faults.js'
import { openFrontStore, type FrontStore } from './front-store.js'
import { makeBytes, streamBytes } from './sample-bytes.js'

const PART_BYTES = 5 * 1024 ** 2
const LARGE = makeBytes(PART_BYTES + 1000, 3)

/** The first request of this kind goes wrong, the others go well. */
function breakFirst({ front }: FrontStore, operation: string, kind: FaultKind): void {
  let isFirst = true
  front.injectFaults({
    rate: 1,
    seed: 1,
    kinds: [kind],
    only: (request) => {
      const isHit = request.operation === operation && isFirst
      if (isHit) isFirst = false
      return isHit
    },
  })
}

/** Carried out, and yet the answer does not come, or says otherwise. */
const LOST: readonly FaultKind[] = ['error-after', 'reset-after', 'stall']

describe.each(LOST)('an answer that is lost (%s)', (kind) => {
  const options = { timeoutMs: 300, partSizeBytes: PART_BYTES }

  test.each(['absent', 'etag'])('does not make a conditional put (%s) take its own object for that of another', async (wanted) => {
    const opened = await openFrontStore(options)
    const { store } = opened
    const before = wanted === 'etag' ? await store.put('key', Buffer.from('old')) : undefined
    const condition = before === undefined ? 'absent' : { etag: before.etag }
    breakFirst(opened, 'PutObject', kind)
    const info = await store.put('key', Buffer.from('new'), { condition, metadata: { note: 'shown' } })
    expect(await store.head('key')).toEqual({ ...info, contentType: 'application/octet-stream', metadata: { note: 'shown' } })
    expect(info.sizeBytes).toBe(3)
  })

  test.each(['none', 'absent', 'etag'])('does not lose an upload in parts (condition: %s)', async (wanted) => {
    const opened = await openFrontStore(options)
    const { store, front, bucket } = opened
    const before = wanted === 'etag' ? await store.put('key', Buffer.from('old')) : undefined
    const condition = wanted === 'none' ? undefined : before === undefined ? ('absent' as const) : { etag: before.etag }
    breakFirst(opened, 'CompleteMultipartUpload', kind)
    const info = await store.put('key', streamBytes(LARGE), { condition })
    const object = await store.get('key')
    expect({ key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, metadata: object.metadata }).toEqual({
      ...info,
      metadata: {},
    })
    expect(Buffer.compare(await object.bytes(), LARGE)).toBe(0)
    expect(front.openUploads(bucket)).toEqual([])
  })

  test('leaves no upload in parts open that nobody knows', async () => {
    const opened = await openFrontStore(options)
    const { store, front, bucket } = opened
    breakFirst(opened, 'CreateMultipartUpload', kind)
    await store.put('key', streamBytes(LARGE))
    expect(front.openUploads(bucket)).toEqual([])
    expect((await store.head('key'))?.sizeBytes).toBe(LARGE.length)
  })
})

test('a conditional put that another writer has overtaken says that it may have been written', async () => {
  const opened = await openFrontStore()
  const { store, front, bucket } = opened
  const first = await store.put('key', Buffer.from('first'))
  breakFirst(opened, 'PutObject', 'error-after')
  // The put is carried out and its answer lost; before the second try, another writer removes the object.
  front.onEvent(({ s3 }) => {
    if (s3.bucket.name !== bucket) return
    front.fauxqs.emptyBucket(bucket)
    front.objectsOf(bucket).delete('key')
  })
  await expect(store.put('key', Buffer.from('second'), { condition: { etag: first.etag } })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'unavailable',
    retryable: false,
    what: expect.stringContaining('perhaps it was written before'),
  })
})
