// Streams one object from a server into another object of it. Arguments: `store` or `lib-storage`, endpoint, bytes. Prints seconds, and those of the processor.
import { Readable } from 'node:stream'

const [road, endpoint = '', sizeBytes = ''] = process.argv.slice(2)
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
/** The defaults of the store. */
const PART_BYTES = 5 * 1024 ** 2
const PARTS_AT_ONCE = 3

async function copyByStore(): Promise<void> {
  const { openStore } = await import('@bridge-downstream/s3-adapter')
  const store = openStore('s3://bucket', { endpoint, credentials, partSizeBytes: PART_BYTES, partConcurrency: PARTS_AT_ONCE })
  const { body } = await store.get(`bytes-${sizeBytes}`)
  await store.put('copy', body)
}

async function copyByLibStorage(): Promise<void> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3')
  const { Upload } = await import('@aws-sdk/lib-storage')
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: `bytes-${sizeBytes}` }))
  if (!(Body instanceof Readable)) throw new Error('The answer has no body')
  const params = { Bucket: 'bucket', Key: 'copy', Body }
  await new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done()
}

const started = performance.now()
await (road === 'store' ? copyByStore() : copyByLibStorage())
const seconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }))
process.exit()
