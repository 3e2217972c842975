import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Store } from '@bridge-downstream/core'
import { onTestFinished } from 'vitest'
import { createS3Store } from '../src/s3-store.js'
import { openFrontStore } from './front-store.js'

/** URL of a server that speaks S3, with credentials in the environment. Without it, fauxqs behind the front is started. */
const ENDPOINT = process.env['BRIDGE_DOWNSTREAM_S3_ENDPOINT']

/** For the name of the suite. */
export const contractServer: string = ENDPOINT ?? 'fauxqs behind the front'

export interface ContractStore {
  readonly store: Store
  /** Keys of uploads in parts that are left open. */
  listOpenUploads(): Promise<string[]>
}

/** A store in a bucket of its own, which goes when the test ends. */
export async function openContractStore(): Promise<ContractStore> {
  if (ENDPOINT !== undefined) return openRealStore(ENDPOINT)
  const { store, front, bucket } = await openFrontStore()
  return { store, listOpenUploads: async () => front.openUploads(bucket).map(({ key }) => key) }
}

async function openRealStore(endpoint: string): Promise<ContractStore> {
  const client = new S3Client({ endpoint, forcePathStyle: true, region: process.env['AWS_REGION'] ?? 'us-east-1' })
  const Bucket = `bridge-downstream-test-${randomBytes(8).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket }))
  onTestFinished(async () => {
    for (;;) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      if (Contents.length === 0) break
      for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }))
    }
    await client.send(new DeleteBucketCommand({ Bucket }))
    client.destroy()
  })
  return {
    store: createS3Store(`s3://${Bucket}`, { endpoint }),
    async listOpenUploads() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
  }
}
