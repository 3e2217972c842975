import type { S3Request } from '@bridge-downstream/s3-adapter'

const bytes = new Uint8Array(200)
const ledger = { requests: 0, count: (_request: S3Request) => void ledger.requests++ }

import { openStore } from '@bridge-downstream/s3-adapter'

const store = openStore('s3://bucket/study/tables', { concurrency: 32, onRequest: (request) => ledger.count(request) })

await store.put('a/b.json', bytes, { condition: 'absent', metadata: { recordid: 'r-1' } })
const { body, etag } = await store.get('a/b.json', { range: { start: 0, end: 99 } })
for await (const { key, sizeBytes } of store.list('a/')) console.log(key, sizeBytes)

export { body, etag, ledger }
