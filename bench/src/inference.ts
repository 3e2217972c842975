// Schema inference, from bytes to schema, beside genson-js, mongodb-schema and quicktype-core on the same seeded input:
//   node bench/src/inference.ts [--megabytes 20] [--small-megabytes 1] [--runs 5] [--json]
// Each run is a process of its own: it infers once to warm up and once for the clock. The contenders take turns.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CONTENDERS, type Contender } from './contenders.ts'
import { createTaskDataText } from './inputs.ts'

interface Run {
  readonly milliseconds: number
  readonly peakMemoryBytes: number
}

interface Result {
  readonly name: string
  readonly call: string
  readonly role: Contender['role']
  readonly inputBytes: number
  readonly megabytesPerSecond: number
  readonly slowest: number
  readonly fastest: number
  readonly peakMemoryMegabytes: number
  /** How many times as fast we are. */
  readonly oursTimes: number
}

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '20' },
    'small-megabytes': { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    contender: { type: 'string' },
  },
})

if (options.contender === undefined) {
  const inputs = [Number(options.megabytes), Number(options['small-megabytes'])].map((megabytes) => measure(megabytes * 1e6))
  if (options.json) console.log(JSON.stringify({ node: process.version, cores: availableParallelism(), inputs }, null, 2))
  else for (const results of inputs) printTable(results)
} else {
  const contender = CONTENDERS.find(({ name }) => name === options.contender)!
  console.log(JSON.stringify(await runOnce(contender, Number(options.megabytes) * 1e6)))
}

async function runOnce(contender: Contender, inputBytes: number): Promise<Run> {
  const bytes = new TextEncoder().encode(createTaskDataText(inputBytes))
  await contender.infer(bytes)
  const start = performance.now()
  await contender.infer(bytes)
  return { milliseconds: performance.now() - start, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 }
}

function measure(wantedBytes: number): Result[] {
  const runs = new Map<Contender, Run[]>(CONTENDERS.map((contender) => [contender, []]))
  for (let round = 0; round < Number(options.runs); round++) {
    for (const [contender, sofar] of runs) sofar.push(runAlone(contender, wantedBytes))
  }
  const inputBytes = Buffer.byteLength(createTaskDataText(wantedBytes))
  const rate = (milliseconds: number): number => inputBytes / 1e3 / milliseconds
  const medianMs = (of: readonly Run[]): number => median(of.map(({ milliseconds }) => milliseconds))
  const oursMs = medianMs([...runs].find(([{ role }]) => role === 'ours')![1])
  return [...runs].map(([{ name, call, role }, of]) => ({
    name,
    call,
    role,
    inputBytes,
    megabytesPerSecond: rate(medianMs(of)),
    slowest: rate(Math.max(...of.map(({ milliseconds }) => milliseconds))),
    fastest: rate(Math.min(...of.map(({ milliseconds }) => milliseconds))),
    peakMemoryMegabytes: median(of.map(({ peakMemoryBytes }) => peakMemoryBytes)) / 1e6,
    oursTimes: medianMs(of) / oursMs,
  }))
}

function runAlone({ name }: Contender, inputBytes: number): Run {
  const self = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [self, '--contender', name, '--megabytes', String(inputBytes / 1e6)], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${name} failed: ${child.stderr}`)
  return JSON.parse(child.stdout) as Run
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function printTable(results: readonly Result[]): void {
  const [{ inputBytes }] = results as [Result]
  const ours = results.find(({ role }) => role === 'ours')!
  const rival = results.filter(({ role }) => role === 'peer').toSorted((a, b) => b.megabytesPerSecond - a.megabytesPerSecond)[0]!
  console.log(`\n${(inputBytes / 1e6).toFixed(1)} MB of NDJSON, median of ${options.runs} runs, Node ${process.version}`)
  console.log('name                          MB/s   (slowest–fastest)   peak MB   ours is')
  for (const { name, megabytesPerSecond, slowest, fastest, peakMemoryMegabytes, oursTimes } of results) {
    const spread = `(${slowest.toFixed(1)}–${fastest.toFixed(1)})`
    console.log(
      `${name.padEnd(27)} ${megabytesPerSecond.toFixed(1).padStart(6)}   ${spread.padEnd(17)} ${peakMemoryMegabytes.toFixed(0).padStart(9)}   ${oursTimes.toFixed(1)}×`,
    )
  }
  console.log(
    `The fastest peer is ${rival.name}; ours is ${(ours.megabytesPerSecond / rival.megabytesPerSecond).toFixed(1)} times as fast.`,
  )
}
