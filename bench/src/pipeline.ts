// Time and peak memory of `bridge-downstream run` over the sample study, into a local folder, by number of archives and of worker threads.
// node bench/src/pipeline.ts [--archives 1000,10000] [--workers 0,2] [--folder DIR] [--json]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeSchemas, writeStudy } from '../../examples/sample-study/src/index.ts'

interface Measured {
  readonly archives: number
  readonly workers: number
  readonly seconds: number
  /** Time of the processors, of all threads. */
  readonly processorSeconds: number
  readonly peakMegabytes: number
  /** Of a second run, which has nothing to do. */
  readonly againSeconds: number
  readonly againPeakMegabytes: number
}

const { values } = parseArgs({
  options: {
    archives: { type: 'string', default: '1000,10000' },
    workers: { type: 'string', default: '0,2' },
    folder: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const sizes = values.archives.split(',').map(Number)
const workerCounts = values.workers.split(',').map(Number)
const command = fileURLToPath(new URL('dist/cli/main.js', import.meta.resolve('@bridge-downstream/glue-shim/package.json')))
const reporter = new URL('report-peak.mjs', import.meta.url).href
// A folder that is given is kept, and the study in it used again.
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'bridge-downstream-pipeline-'))
mkdirSync(folder, { recursive: true })
try {
  const { mirror, mapping } = await writeSchemas(folder)
  const results: Measured[] = []
  for (const archives of sizes) {
    const input = join(folder, `in-${archives}`)
    if (!existsSync(input)) await writeStudy(input, { archives })
    for (const workers of workerCounts) {
      const out = join(folder, `out-${archives}-${workers}`)
      rmSync(out, { recursive: true, force: true })
      const options = ['--app', 'sample-app', '--schema-mirror', mirror, '--schema-mapping', mapping, '--offline']
      const args = ['run', input, '--out', out, ...options, '--workers', String(workers)]
      const [first, again] = [measure(args), measure(args)]
      const result = { archives, workers, ...first, againSeconds: again.seconds, againPeakMegabytes: again.peakMegabytes }
      results.push(result)
      rmSync(out, { recursive: true, force: true })
      if (!values.json) console.log(describe(result, results))
    }
  }
  if (values.json) console.log(JSON.stringify(results))
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
}

/** Run the command as a user starts it. */
function measure(args: readonly string[]): Pick<Measured, 'seconds' | 'processorSeconds' | 'peakMegabytes'> {
  const started = performance.now()
  const run = spawnSync(process.execPath, ['--import', reporter, command, ...args], { encoding: 'utf8', cwd: folder })
  // 2: done, but the study's bad archives are quarantined.
  if (run.status !== 0 && run.status !== 2) throw new Error(`The run failed:\n${run.stderr}`)
  const { peakMegabytes, processorSeconds } = JSON.parse(run.stderr.trim().split('\n').at(-1)!) as Measured
  return { seconds: Math.round((performance.now() - started) / 100) / 10, processorSeconds, peakMegabytes }
}

/** One line; with the growth since the next smaller size, where it was measured with as many workers. */
function describe(result: Measured, results: readonly Measured[]): string {
  const { archives, workers, seconds, processorSeconds, peakMegabytes, againSeconds, againPeakMegabytes } = result
  const before = results.findLast((other) => other.workers === workers && other.archives < archives)
  const growth = before
    ? `; ${archives / before.archives} × the archives: ${(seconds / before.seconds).toFixed(1)} × the time, ${(processorSeconds / before.processorSeconds).toFixed(1)} × the processors' time, ${(peakMegabytes / before.peakMegabytes).toFixed(2)} × the memory`
    : ''
  return `${archives} archives, ${workers} workers: ${seconds} s (${processorSeconds} s of processors), peak ${peakMegabytes} MB; again ${againSeconds} s, ${againPeakMegabytes} MB${growth}`
}
