// From NDJSON to linked Parquet tables, beside DuckDB at the same job:
//   node bench/src/relationalize.ts [--runs 5] [--megabytes 300] [--workload sensor] [--no-reference] [--json]
// Every run is a process of its own, from its start to its end. Both write ZSTD; what they wrote is compared.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleScript } from './bundle-script.ts'
import { compareOutputs } from './compare-outputs.ts'
import { runScript, takeTurns, type Contender, type Report } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS, type Workload } from './workloads.ts'
import { writeNdjson } from './write-input.ts'

const OURS = 'ours auto'
const CONTENDERS: readonly Contender[] = [
  { name: OURS, says: 'bridge-downstream' },
  { name: 'ours reference', says: 'bridge-downstream, road: reference' },
  { name: 'duckdb 1/all', says: 'DuckDB, types from all rows, 1 thread' },
  { name: 'duckdb 1/sample', says: 'DuckDB, types from a sample, 1 thread' },
  { name: 'duckdb 2/all', says: 'DuckDB, types from all rows, 2 threads' },
  { name: 'duckdb 2/sample', says: 'DuckDB, types from a sample, 2 threads' },
]

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    megabytes: { type: 'string', default: '300' },
    workload: { type: 'string' },
    reference: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const contenders = CONTENDERS.filter(({ name }) => options.reference || name !== 'ours reference')
const workloads = WORKLOADS.filter(({ name }) => options.workload === undefined || options.workload === name)
if (workloads.length === 0)
  throw new Error(`There is no workload "${options.workload}"; there are: ${WORKLOADS.map(({ name }) => name).join(', ')}`)

const once = await bundleScript('relationalize-once.ts', 'external')
const reports: Report[] = []
for (const workload of workloads) reports.push(await inTemporaryFolder((folder) => measure(workload, folder)))
publish(reports, options.json)

async function measure(workload: Workload, folder: string): Promise<Report> {
  const input = join(folder, `${workload.name}.ndjson`)
  const [inputBytes] = writeNdjson(workload, [{ path: input, sizeBytes: Number(options.megabytes) * 1e6 }])
  const outputOf = (contender: string): string => join(folder, contender.replaceAll(/\W/g, '-'))
  return takeTurns({
    job: `${workload.name} (${workload.shape}): ${(inputBytes! / 1e6).toFixed(0)} MB of NDJSON to linked tables`,
    contenders,
    runs: Number(options.runs),
    inputBytes: inputBytes!,
    runAlone: (contender) => {
      rmSync(outputOf(contender), { recursive: true, force: true })
      return runScript(once, [contender, input, outputOf(contender)])
    },
    compare: () => compareOutputs(outputOf(OURS), outputOf('duckdb 1/all')),
  })
}
