// One run of DuckDB for small-archives.ts, in a process of its own: node small-archives-duckdb.ts <folder>
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { relationalizeWithDuckDb } from './duckdb-peer.ts'
import { tellRun } from './measure.ts'

const [folder = ''] = process.argv.slice(2)
const out = join(folder, 'out-duckdb')
const inputs = readdirSync(join(folder, 'json')).map((name) => ({
  files: join(folder, 'json', name, '*.json'),
  format: 'auto' as const,
  table: `dataset_${name.toLowerCase()}_v1`,
  named: true,
}))
await relationalizeWithDuckDb(inputs, out, { threads: 1, sampleRows: 20_480 })
tellRun(out)
