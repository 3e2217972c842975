// Time and peak memory of streaming a large object get → put through the S3 store, beside lib-storage of the AWS SDK, in turns.
// node bench/src/s3-transfer.ts [--megabytes 5000] [--runs 3] [--plain] [--json]   (--plain: without flags for V8)
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from './measure.ts'

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '3' },
    plain: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const sizeBytes = Number(values.megabytes) * 1e6
const ROADS = ['store', 'lib-storage'] as const
type Road = (typeof ROADS)[number]

interface Measurement {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMegabytes: number
}

/**
 * Buffers of the network are garbage outside of the heap, of which V8 by default lets some 100 MB pile up before it collects: how much
 * follows from the bounds of the heap.
 */
const FLAGS = values.plain ? [] : ['--max-semi-space-size=1', '--max-old-space-size=40']

function measure(road: Road, endpoint: string): Measurement {
  const program = fileURLToPath(new URL('copy-object.ts', import.meta.url))
  const reporter = new URL('report-peak.mjs', import.meta.url).href
  const run = spawnSync(process.execPath, [...FLAGS, '--import', reporter, program, road, endpoint, String(sizeBytes)], {
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`The copy failed:\n${run.stderr}`)
  const { peakMegabytes } = JSON.parse(run.stderr.trim().split('\n').at(-1)!) as { peakMegabytes: number }
  return { ...(JSON.parse(run.stdout) as Omit<Measurement, 'peakMegabytes'>), peakMegabytes }
}

const server = spawn(process.execPath, [fileURLToPath(new URL('sink-server.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [endpoint] = (await once(createInterface(server.stdout), 'line')) as [string]
  const results = new Map<Road, Measurement[]>(ROADS.map((road) => [road, []]))
  for (let run = 0; run < Number(values.runs); run++) {
    for (const road of run % 2 === 0 ? ROADS : ROADS.toReversed()) {
      results.get(road)!.push(measure(road, endpoint))
      const received = Number(await (await fetch(`${endpoint}/received`)).text())
      if (received !== sizeBytes) throw new Error(`Of ${sizeBytes} bytes ${received} arrived (${road})`)
    }
  }
  const figures = ROADS.map((road) => {
    const runs = results.get(road)!
    const seconds = median(runs.map((run) => run.seconds))
    const cpuSeconds = median(runs.map((run) => run.cpuSeconds))
    const peakMegabytes = Math.max(...runs.map((run) => run.peakMegabytes))
    return { road, seconds, cpuSeconds, millisecondsPerMegabyte: (seconds * 1e9) / sizeBytes, peakMegabytes }
  })
  const ratio = figures[0]!.seconds / figures[1]!.seconds
  if (values.json) console.log(JSON.stringify({ sizeBytes, figures, ratio }))
  else {
    for (const { road, seconds, cpuSeconds, millisecondsPerMegabyte, peakMegabytes } of figures) {
      console.log(
        `${road.padEnd(12)} ${seconds.toFixed(1)} s, ${millisecondsPerMegabyte.toFixed(2)} ms/MB, ${cpuSeconds.toFixed(1)} s of a processor, peak ${peakMegabytes} MB`,
      )
    }
    console.log(`time of the store over lib-storage: ${ratio.toFixed(2)}`)
  }
} finally {
  server.kill()
}
