// One run of one contender in a process of its own: node relationalize-once.ts <contender> <input> <folder>
import type { Road } from '@bridge-downstream/core'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Run } from './relationalize.ts'

const CHUNK_BYTES = 1024 ** 2

const [contender = '', input = '', folder = ''] = process.argv.slice(2)
// Milliseconds since the process began, so that starting up and loading count.
await run(contender)
const milliseconds = performance.now()
const { user, system } = process.cpuUsage()
const result: Run = {
  milliseconds,
  processorMilliseconds: (user + system) / 1e3,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  outputBytes: sizeOf(folder),
}
console.log(JSON.stringify(result))

async function run(name: string): Promise<void> {
  const [system, option] = name.split(' ')
  if (system === 'duckdb') {
    const { relationalizeWithDuckDb } = await import('./duckdb-peer.ts')
    const [threads, sample] = option!.split('/')
    await relationalizeWithDuckDb(input, folder, { threads: Number(threads), sampleRows: sample === 'all' ? -1 : 20_480 })
    return
  }
  // Each contender loads only what it needs.
  const { relationalizeToStore } = await import('@bridge-downstream/core')
  const { createLocalStore } = await import('@bridge-downstream/s3-adapter')
  const source = {
    name: basename(input),
    recordId: 'record',
    bytes: async () => readFileSync(input),
    stream: () => createReadStream(input, { highWaterMark: CHUNK_BYTES }),
  }
  await relationalizeToStore([source], createLocalStore(folder), { road: option as Road })
}

function sizeOf(below: string): number {
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(below, name)).size, 0)
}
