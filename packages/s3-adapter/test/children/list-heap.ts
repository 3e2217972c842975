// Lists the keys below `few/` and below `many/`, and prints how many they are and the greatest live heap meanwhile, in bytes.
// Arguments: URL of the store, endpoint. Needs --expose-gc.
import { openStore } from '../../src/open-store.js'

const SAMPLES = 10
const [url = '', endpoint = '', few = '', many = ''] = process.argv.slice(2)
const credentials = { accessKeyId: 'AKIATESTACCESSKEY', secretAccessKey: 'secret' }
const store = openStore(url, endpoint === '' ? {} : { endpoint, credentials })

function liveBytes(): number {
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

async function list(prefix: string, count: number): Promise<{ listed: number; liveBytes: number }> {
  let listed = 0
  let greatest = 0
  for await (const { key } of store.list(prefix)) {
    if (!key.startsWith(prefix)) throw new Error(`${key} is not below ${prefix}`)
    if (++listed % (count / SAMPLES) === 0) greatest = Math.max(greatest, liveBytes())
  }
  return { listed, liveBytes: greatest }
}

// What is loaded and compiled once is no part of it.
await list('few/', Number(few))
process.stdout.write(JSON.stringify({ few: await list('few/', Number(few)), many: await list('many/', Number(many)) }))
