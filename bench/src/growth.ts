// How time and memory grow with the input, sensor records as NDJSON to Parquet:
//   node bench/src/growth.ts [--megabytes 10,100,1000,3000] [--runs 5] [--json]
// Every run is a process of its own, from its start to its end; the sizes take turns.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleScript } from './bundle-script.ts'
import { runScript, takeTurns, type Result } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS } from './workloads.ts'
import { writeNdjson } from './write-input.ts'

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '10,100,1000,3000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const once = await bundleScript('relationalize-once.ts', 'external')
const report = await inTemporaryFolder(async (folder) => {
  const megabytes = options.megabytes.split(',').map(Number)
  const inputOf = (size: string): string => join(folder, `sensor-${size}.ndjson`)
  const output = join(folder, 'out')
  const files = megabytes.map((size) => ({ path: inputOf(String(size)), sizeBytes: size * 1e6 }))
  const sizes = writeNdjson(WORKLOADS[0]!, files)
  return takeTurns({
    job: 'Growth: sensor records as NDJSON to Parquet',
    contenders: megabytes.map((size, i) => ({ name: String(size), beside: String(size), says: `${size} MB`, inputBytes: sizes[i]! })),
    runs: Number(options.runs),
    runAlone: (size) => {
      rmSync(output, { recursive: true, force: true })
      return runScript(once, ['ours auto', inputOf(size), output])
    },
  })
})
publish([{ ...report, remarks: report.results.slice(1).map((result, i) => describeGrowth(report.results[i]!, result)) }], options.json)

/** From one size to the next. */
function describeGrowth(before: Result, after: Result): string {
  const times = (of: (result: Result) => number): string => `${(of(after) / of(before)).toFixed(2)} ×`
  const perGigabyte = ({ processorMilliseconds, inputBytes }: Result): string => ((processorMilliseconds * 1e6) / inputBytes!).toFixed(2)
  const grown = [
    `${times(({ inputBytes }) => inputBytes!)} the input`,
    `${times(({ milliseconds }) => milliseconds)} the time`,
    `${times(({ processorMilliseconds }) => processorMilliseconds)} that of processors (${perGigabyte(before)} and ${perGigabyte(after)} s/GB)`,
    `${times(({ peakMemoryBytes }) => peakMemoryBytes)} the memory`,
  ]
  return `From ${before.contender} to ${after.contender}: ${grown.join(', ')}.`
}
