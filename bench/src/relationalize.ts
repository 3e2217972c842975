// From NDJSON to linked Parquet tables, beside DuckDB at the same job:
//   npm run bench [-- --quick] [--runs 5] [--megabytes 300] [--workload sensor] [--no-reference] [--json]
// Every run is a process of its own, from its start to its end; the contenders take turns. Both write ZSTD; what they wrote is compared.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareOutputs, type Comparison } from './compare-outputs.ts'
import { ndjson, WORKLOADS, type Workload } from './workloads.ts'

export interface Run {
  readonly milliseconds: number
  /** Time of the processors, of all threads. */
  readonly processorMilliseconds: number
  readonly peakMemoryBytes: number
  readonly outputBytes: number
}

interface Result extends Run {
  readonly contender: string
  readonly fastest: number
  readonly slowest: number
  /** Our time as a part of this contender's; the median of the rounds' own ratios. */
  readonly ratio: number
  /** The same of the processors' time: on a machine that has other work too it says more. */
  readonly processorRatio: number
}

interface Report {
  readonly workload: string
  readonly inputBytes: number
  readonly results: readonly Result[]
  readonly comparison: Comparison
}

const OURS = 'ours auto'
const OUR_NAME = 'bridge-downstream'
const CONTENDERS: readonly { readonly name: string; readonly says: string }[] = [
  { name: OURS, says: OUR_NAME },
  { name: 'ours reference', says: 'bridge-downstream, road: reference' },
  { name: 'duckdb 1/all', says: 'DuckDB, types from all rows, 1 thread' },
  { name: 'duckdb 1/sample', says: 'DuckDB, types from a sample, 1 thread' },
  { name: 'duckdb 2/all', says: 'DuckDB, types from all rows, 2 threads' },
  { name: 'duckdb 2/sample', says: 'DuckDB, types from a sample, 2 threads' },
]

// The bootstrapping script hands them over as JSON.
const given = process.env['BRIDGE_DOWNSTREAM_ARGS']
const { values: options } = parseArgs({
  args: given === undefined ? process.argv.slice(2) : (JSON.parse(given) as string[]),
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    megabytes: { type: 'string' },
    workload: { type: 'string' },
    reference: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const runs = Number(options.runs ?? (options.quick ? 3 : 5))
const megabytes = Number(options.megabytes ?? (options.quick ? 30 : 300))
const contenders = CONTENDERS.filter(({ name }) => options.reference || name !== 'ours reference')

const folder = mkdtempSync(join(tmpdir(), 'bridge-downstream-bench-'))
try {
  const reports: Report[] = []
  for (const workload of WORKLOADS) {
    if (options.workload !== undefined && options.workload !== workload.name) continue
    const report = await measure(workload)
    reports.push(report)
    if (!options.json) print(report)
  }
  if (options.json) console.log(JSON.stringify({ node: process.version, load: loadavg(), runs, reports }, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(workload: Workload): Promise<Report> {
  const input = join(folder, `${workload.name}.ndjson`)
  const file = openSync(input, 'w')
  for (const piece of ndjson(workload, megabytes * 1e6)) writeSync(file, piece)
  closeSync(file)
  const rounds = Array.from({ length: runs }, () => new Map(contenders.map(({ name }) => [name, runAlone(name, input)])))
  const results = contenders.map(({ name, says }): Result => {
    const own = rounds.map((round) => round.get(name)!)
    const times = own.map(({ milliseconds }) => milliseconds)
    return {
      contender: says,
      milliseconds: median(times),
      fastest: Math.min(...times),
      slowest: Math.max(...times),
      processorMilliseconds: median(own.map(({ processorMilliseconds }) => processorMilliseconds)),
      peakMemoryBytes: median(own.map(({ peakMemoryBytes }) => peakMemoryBytes)),
      outputBytes: own[0]!.outputBytes,
      ratio: median(rounds.map((round) => round.get(OURS)!.milliseconds / round.get(name)!.milliseconds)),
      processorRatio: median(rounds.map((round) => round.get(OURS)!.processorMilliseconds / round.get(name)!.processorMilliseconds)),
    }
  })
  const comparison = await compareOutputs(outputOf(OURS), outputOf('duckdb 1/all'))
  return { workload: workload.name, inputBytes: statSync(input).size, results, comparison }
}

function runAlone(contender: string, input: string): Run {
  const output = outputOf(contender)
  rmSync(output, { recursive: true, force: true })
  const script = fileURLToPath(new URL('relationalize-once.ts', import.meta.url))
  const child = spawnSync(process.execPath, [script, contender, input, output], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${contender} failed:\n${child.stderr}`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Run
}

function outputOf(contender: string): string {
  return join(folder, contender.replaceAll(/\W/g, '-'))
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function print({ workload, inputBytes, results, comparison }: Report): void {
  const load = loadavg()[0]!.toFixed(1)
  console.log(`\n${workload}: ${(inputBytes / 1e6).toFixed(0)} MB of NDJSON, median of ${runs} runs, Node ${process.version}, load ${load}`)
  console.log(`${''.padEnd(40)}       s   (fastest–slowest)    MB/s   s of processor   peak MB   Parquet MB   our time   of processor`)
  for (const result of results) {
    const { contender, milliseconds, fastest, slowest, processorMilliseconds, peakMemoryBytes, outputBytes, ratio, processorRatio } = result
    const spread = `(${(fastest / 1e3).toFixed(2)}–${(slowest / 1e3).toFixed(2)})`
    console.log(
      [
        contender.padEnd(40),
        (milliseconds / 1e3).toFixed(2).padStart(7),
        spread.padEnd(16).padStart(19),
        (inputBytes / 1e3 / milliseconds).toFixed(0).padStart(7),
        (processorMilliseconds / 1e3).toFixed(2).padStart(16),
        (peakMemoryBytes / 1e6).toFixed(0).padStart(9),
        (outputBytes / 1e6).toFixed(1).padStart(12),
        contender === OUR_NAME ? '' : `${ratio.toFixed(2)} ×`.padStart(10),
        contender === OUR_NAME ? '' : `${processorRatio.toFixed(2)} ×`.padStart(14),
      ].join(' '),
    )
  }
  const { tables, columns, cells, differing, leftOut } = comparison
  const verdict = differing.length === 0 ? 'none differs' : `DIFFERENT: ${differing.join(', ')}`
  console.log(`${(cells / 1e6).toFixed(1)} million cells of ${columns} columns of ${tables} tables were compared: ${verdict}`)
  if (leftOut.length > 0) console.log(`Not compared, since DuckDB has them in another form: ${leftOut.join(', ')}`)
}
