// Uses a store in a folder, then one in S3. Arguments: root.
import { openStore } from '../../src/index.js'

const [root = ''] = process.argv.slice(2)
const s3 = openStore('s3://bucket/prefix')
const { sizeBytes } = await openStore(root).put('key', new Uint8Array(3))
console.log(`folder: ${sizeBytes} bytes`)
await s3
  .head('key')
  .catch((error: unknown) => console.log(`S3: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`))
