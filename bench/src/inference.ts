// Schema inference, from bytes to schema, beside genson-js, mongodb-schema and quicktype-core on the same seeded input:
//   node bench/src/inference.ts [--megabytes 20,1] [--runs 5] [--json]
// Each run is a process of its own: it infers once to warm up and once for the clock.
import { parseArgs } from 'node:util'
import { CONTENDERS } from './contenders.ts'
import { createTaskDataText } from './inputs.ts'
import { now, runScript, takeTurns, tellRun, type Report } from './measure.ts'
import { publish } from './print-reports.ts'

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '20,1' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    contender: { type: 'string' },
  },
})

if (options.contender === undefined) {
  const reports: Report[] = []
  for (const megabytes of options.megabytes.split(',')) reports.push(await measure(megabytes))
  publish(reports, options.json)
} else {
  const contender = CONTENDERS.find(({ name }) => name === options.contender)!
  const bytes = new TextEncoder().encode(createTaskDataText(Number(options.megabytes) * 1e6))
  await contender.infer(bytes)
  const start = now()
  await contender.infer(bytes)
  tellRun(undefined, start)
}

async function measure(megabytes: string): Promise<Report> {
  const inputBytes = Buffer.byteLength(createTaskDataText(Number(megabytes) * 1e6))
  const report = await takeTurns({
    job: `Inference: ${(inputBytes / 1e6).toFixed(1)} MB of NDJSON to a schema`,
    contenders: CONTENDERS.map(({ name, call }) => ({ name, says: `${name}: \`${call}\`` })),
    runs: Number(options.runs),
    inputBytes,
    runAlone: (name) => runScript('inference.ts', ['--contender', name, '--megabytes', megabytes]),
  })
  const peers = report.results.filter((_, i) => CONTENDERS[i]!.role === 'peer')
  const fastest = peers.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a))
  return { ...report, remarks: [`We are ${(1 / fastest.ratio!).toFixed(1)} times as fast as the fastest peer, ${fastest.contender}.`] }
}
