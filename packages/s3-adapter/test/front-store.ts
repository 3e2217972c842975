import { randomBytes } from 'node:crypto'
import type { Store } from '@bridge-downstream/core'
import { afterAll, onTestFinished } from 'vitest'
import { createS3Store } from '../src/s3-store.js'
import type { S3StoreOptions } from '../src/s3/s3-options.js'
import { startFront, type Front } from './front/start-front.js'

const CREDENTIALS = { accessKeyId: 'AKIATESTACCESSKEY', secretAccessKey: 'a-secret-that-no-message-may-show' }

let started: Promise<Front> | undefined

/** The front of this test file, started by its first test; a front that does not come up fails that test. */
export function useFront(): Promise<Front> {
  started ??= startFront()
  return started
}

afterAll(async () => {
  await (await started)?.close()
})

export interface FrontStore {
  readonly store: Store
  readonly front: Front
  readonly bucket: string
}

/** A store in a new bucket of the front. Waits are short, so that faults pass quickly. */
export async function openFrontStore(options: S3StoreOptions = {}, prefix = ''): Promise<FrontStore> {
  const front = await useFront()
  const bucket = `test-${randomBytes(8).toString('hex')}`
  front.createBucket(bucket)
  const store = createS3Store(`s3://${bucket}/${prefix}`, {
    endpoint: front.endpoint,
    credentials: CREDENTIALS,
    timeoutMs: 10_000,
    retryDelayMs: 5,
    ...options,
  })
  onTestFinished(() => front.injectFaults(undefined) && undefined)
  return { store, front, bucket }
}
