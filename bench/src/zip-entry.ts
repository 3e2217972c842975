// One ZIP archive with one large entry, a JSON array of sensor records, to Parquet; beside DuckDB reading the entry unzipped:
//   node bench/src/zip-entry.ts [--megabytes 120] [--runs 5] [--json]
// We read the archive by ranges from a store. Every run is a process of its own, from its start to its end.
import { zipSync } from 'fflate'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleScript } from './bundle-script.ts'
import { compareOutputs } from './compare-outputs.ts'
import { runScript, takeTurns } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS } from './workloads.ts'
import { writeJsonArray } from './write-input.ts'

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '120' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const OURS = 'ours auto'
const CONTENDERS = [
  { name: OURS, says: 'bridge-downstream, from the ZIP' },
  { name: 'duckdb 1/all', says: 'DuckDB, unzipped, types from all rows, 1 thread' },
  { name: 'duckdb 1/sample', says: 'DuckDB, unzipped, types from a sample, 1 thread' },
  { name: 'duckdb 2/all', says: 'DuckDB, unzipped, types from all rows, 2 threads' },
  { name: 'duckdb 2/sample', says: 'DuckDB, unzipped, types from a sample, 2 threads' },
]

const once = await bundleScript('relationalize-once.ts', 'external')
const report = await inTemporaryFolder(async (folder) => {
  const entry = join(folder, 'motion.json')
  const archive = join(folder, 'archive.zip')
  const inputBytes = writeJsonArray(WORKLOADS[0]!, { path: entry, sizeBytes: Number(options.megabytes) * 1e6 })
  writeFileSync(archive, zipSync({ 'motion.json': readFileSync(entry) }, { mtime: Date.UTC(2024, 0, 1) }))
  const outputOf = (contender: string): string => join(folder, contender.replaceAll(/\W/g, '-'))
  return takeTurns({
    job: `A ZIP archive with one entry of ${(inputBytes / 1e6).toFixed(0)} MB, to Parquet`,
    contenders: CONTENDERS,
    runs: Number(options.runs),
    inputBytes,
    runAlone: (contender) => {
      rmSync(outputOf(contender), { recursive: true, force: true })
      return runScript(once, [contender, contender === OURS ? archive : entry, outputOf(contender)])
    },
    compare: () => compareOutputs(outputOf(OURS), outputOf('duckdb 1/all')),
  })
})
publish([report], options.json)
