// One run of one contender in a process of its own: node relationalize-once.ts <contender> <input> <folder>
// The input is NDJSON, a JSON array (`.json`), or, for us, a ZIP archive.
import type { ArchiveSource, Road } from '@bridge-downstream/core'
import { readFileSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { tellRun } from './measure.ts'

const [contender = '', input = '', folder = ''] = process.argv.slice(2)
await run(contender)
tellRun(folder)

async function run(name: string): Promise<void> {
  const [system, option] = name.split(' ')
  if (system === 'duckdb') {
    const { relationalizeWithDuckDb } = await import('./duckdb-peer.ts')
    const [threads, sample] = option!.split('/')
    const format = input.endsWith('.json') ? 'array' : 'newline_delimited'
    const inputs = [{ files: input, format, table: `dataset_${basename(input, extname(input))}_v1` }] as const
    await relationalizeWithDuckDb(inputs, folder, { threads: Number(threads), sampleRows: sample === 'all' ? -1 : 20_480 })
    return
  }
  // Each contender loads only what it needs.
  const { relationalizeToStore } = await import('@bridge-downstream/core')
  const { createLocalStore, streamFile } = await import('@bridge-downstream/s3-adapter')
  const source: ArchiveSource = input.endsWith('.zip')
    ? await storedArchive(input)
    : {
        name: basename(input),
        recordId: 'record',
        bytes: async () => readFileSync(input),
        stream: (options) => streamFile(input, options),
      }
  await relationalizeToStore([source], createLocalStore(folder), { road: option as Road })
}

/** Read by ranges, of whatever size it is. */
async function storedArchive(path: string): Promise<ArchiveSource> {
  const { openStoredArchive } = await import('@bridge-downstream/core')
  const { createLocalStore } = await import('@bridge-downstream/s3-adapter')
  const store = createLocalStore(dirname(path))
  const object = await store.head(basename(path))
  if (!object) throw new Error(`There is no archive at ${path}`)
  return openStoredArchive(store, object, { rangesFromBytes: 0 })
}
