// One run of DuckDB for small-archives.ts, in a process of its own: node small-archives-duckdb.ts <folder>
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tellRun } from './measure.ts'

const [folder = ''] = process.argv.slice(2)
const out = join(folder, 'out')
mkdirSync(out)
const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
const connection = await instance.connect()
// A table for each name of an entry, nested values as they are: less than what we write.
for (const name of readdirSync(join(folder, 'json'))) {
  await connection.run(`COPY (SELECT * FROM read_json('${join(folder, 'json', name)}/*.json', format = 'auto', filename = true))
    TO '${join(out, name)}.parquet' (FORMAT parquet, COMPRESSION zstd)`)
}
connection.closeSync()
instance.closeSync()
tellRun(out)
