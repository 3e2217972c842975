import type { S3Request } from '@bridge-downstream/s3-adapter'

const synapse = { fetchStsCredentials: async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' }) }
const controller = new AbortController()
const ledger = { requests: 0, count: (_request: S3Request) => void ledger.requests++ }

import { openStore } from '@bridge-downstream/s3-adapter'

const store = openStore('s3://bucket/study/tables', {
  endpoint: 'http://127.0.0.1:9000', // another server; else AWS_ENDPOINT_URL_S3, else Amazon
  region: 'us-east-1',
  credentials: () => synapse.fetchStsCredentials(), // or nothing, for the AWS chain
  concurrency: 16, // requests at a time
  partSizeBytes: 5 * 1024 ** 2, // larger bodies go in parts
  partConcurrency: 3, // of one object, at a time
  maxAttempts: 8, // tries of a request
  timeoutMs: 60_000, // for one try, and between two chunks of a body
  deadlineMs: 300_000, // for all tries of a request
  signal: controller.signal, // ends every call of the store
  onRequest: (request) => ledger.count(request), // operation, attempt, outcome, status
})

export { ledger, store }
