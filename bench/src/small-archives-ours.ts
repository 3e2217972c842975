// One run of ours for small-archives.ts, in a process of its own: node small-archives-ours.ts <folder>
import { relationalize } from '@bridge-downstream/core'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tellRun } from './measure.ts'

const [folder = ''] = process.argv.slice(2)
const out = join(folder, 'out-ours')
const sources = readdirSync(join(folder, 'zip')).map((name) => ({
  name,
  recordId: name,
  bytes: async () => readFileSync(join(folder, 'zip', name)),
}))
mkdirSync(out)
for await (const { table, part, bytes } of relationalize(sources)) writeFileSync(join(out, `${table.name}-${part}.parquet`), bytes)
tellRun(out)
