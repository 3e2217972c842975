// The library in twenty lines: one archive in, linked Parquet tables out.
import { partKey, relationalize, type ArchiveSource } from '@bridge-downstream/core'
import { generateStudy } from '@bridge-downstream/example-sample-study'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const [file, out = 'out'] = process.argv.slice(2)
const archive: ArchiveSource = file ? { name: basename(file), bytes: () => readFile(file) } : sample()

const run = relationalize(archive)
for await (const { table, part, rows, bytes } of run) {
  const path = join(out, partKey(table.name, part))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  console.log(`${String(rows).padStart(6)} rows  ${path}`)
}
for (const { entry, reason } of run.ledger.items) if (reason) console.log(`left out: ${entry}: ${reason}`)

function sample(): ArchiveSource {
  const [first] = generateStudy({ archives: 1 })
  return { name: first!.key, metadata: first!.metadata, bytes: async () => first!.bytes }
}
