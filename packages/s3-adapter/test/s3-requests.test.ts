import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createS3Store } from '../src/s3-store.js'
import type { S3Request } from '../src/s3/s3-options.js'
import { openFrontStore } from './front-store.js'
import { bundleChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

test('every request is told, those that failed included', async () => {
  const requests: S3Request[] = []
  const { store, front } = await openFrontStore({ onRequest: (request) => requests.push(request) })
  await store.put('key', Buffer.from('x'))
  front.injectFaults({ rate: 1, seed: 1, kinds: ['slow-down'], only: () => requests.length < 3 })
  await store.get('key')
  await expect(store.get('missing')).rejects.toMatchObject({ code: 'not-found' })
  const done = { outcome: 'done', status: undefined, fault: undefined }
  const slowDown = { operation: 'GetObject', outcome: 'failed', status: 503, fault: 'SlowDown' }
  expect(requests).toEqual([
    { operation: 'PutObject', attempt: 1, ...done },
    { ...slowDown, attempt: 1 },
    { ...slowDown, attempt: 2 },
    { operation: 'GetObject', attempt: 3, ...done },
    { operation: 'GetObject', attempt: 1, outcome: 'failed', status: 404, fault: 'NoSuchKey' },
  ])
})

test('only so many requests are under way at a time', async () => {
  const { store, front } = await openFrontStore({ concurrency: 3 })
  await Promise.all(Array.from({ length: 40 }, (_, index) => store.put(`key-${index}`, Buffer.alloc(50_000))))
  expect(front.mostAtOnce()).toBe(3)
})

test('a call that waits for its turn ends at once where it is aborted', async () => {
  const { store, front } = await openFrontStore({ concurrency: 1 })
  front.injectFaults({ rate: 1, seed: 1, kinds: ['stall'] })
  const first = new AbortController()
  const second = new AbortController()
  const running = store.head('first', { signal: first.signal })
  const waiting = store.head('second', { signal: second.signal })
  second.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  first.abort()
  await expect(running).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
})

test('the signal of a store ends each of its calls', async () => {
  const controller = new AbortController()
  const { store, front } = await openFrontStore({ signal: controller.signal })
  await store.put('key', Buffer.from('x'))
  front.injectFaults({ rate: 1, seed: 1, kinds: ['stall'] })
  const running = store.get('key', { signal: new AbortController().signal })
  controller.abort()
  await expect(running).rejects.toMatchObject({ code: 'aborted' })
  await expect(store.put('key', Buffer.from('y'))).rejects.toMatchObject({ code: 'aborted' })
  await expect(Array.fromAsync(store.list())).rejects.toMatchObject({ code: 'aborted' })
})

test('a bucket that is missing is told, and not taken for a missing object', async () => {
  const { front } = await openFrontStore()
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' }
  const store = createS3Store('s3://no-such-bucket', { endpoint: front.endpoint, credentials })
  await expect(store.get('key')).rejects.toThrow('S3 did not do GetObject: NoSuchBucket (status 404)')
  await expect(store.put('key', Buffer.from('x'))).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('Make the bucket'),
  })
})

test('the client of S3 is loaded by the first call of a store in S3, and by nothing else', async () => {
  // In a folder of its own the bundle finds no client to load.
  const program = await bundleChild('open-both', ['@aws-sdk/client-s3'])
  const { stdout } = await promisify(execFile)(process.execPath, [program, join(await makeTemporaryFolder(), 'root')])
  expect(stdout).toBe('folder: 3 bytes\nS3: ERR_MODULE_NOT_FOUND\n')
})

test('events are told as S3 tells them, to listeners and queues', async () => {
  const { store, front, bucket } = await openFrontStore()
  front.fauxqs.createQueue('uploads')
  front.notifyQueue(bucket, 'uploads')
  const info = await store.put('a b/ü+1.zip', Buffer.from('content'))
  await store.delete('a b/ü+1.zip')
  const { ready } = front.fauxqs.inspectQueue('uploads')!.messages
  const records = ready.map(({ body }) => (JSON.parse(body) as { Records: unknown[] }).Records[0])
  const object = { key: 'a+b/%C3%BC%2B1.zip' }
  expect(records).toMatchObject([
    { eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object: { ...object, size: 7, eTag: info.etag } } },
    { eventName: 'ObjectRemoved:Delete', s3: { bucket: { name: bucket }, object } },
  ])
})
