// Everything in one go, beside the peers: time, ratios, peak memory, bytes.
//   npm run bench [-- --quick] [--only PART]… [--runs 5] [--json FILE] [-- options of the one part]
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Report } from './measure.ts'
import { describeReport } from './print-reports.ts'

interface Part {
  readonly name: string
  /** What `--quick` makes smaller. */
  readonly quick: readonly string[]
}

/** Each is a script of its own, `{name}.ts`, which has the same options; its defaults are the whole size. */
const PARTS: readonly Part[] = [
  { name: 'inference', quick: ['--megabytes', '5,1'] },
  { name: 'relationalize', quick: ['--megabytes', '30'] },
  { name: 'small-archives', quick: ['--archives', '1000'] },
  { name: 'rebuild', quick: ['--megabytes', '20', '--objects', '500'] },
  { name: 'zip-entry', quick: ['--megabytes', '30'] },
  { name: 'writing', quick: ['--rows', '200000'] },
  { name: 'growth', quick: ['--megabytes', '1,10,100'] },
]
const QUICK_RUNS = '3'

// The bootstrapping script hands them over as JSON.
const given = process.env['BRIDGE_DOWNSTREAM_ARGS']
const { values: options, positionals: partOptions } = parseArgs({
  args: given === undefined ? process.argv.slice(2) : (JSON.parse(given) as string[]),
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: PARTS.map(({ name }) => name) },
    runs: { type: 'string' },
    json: { type: 'string' },
  },
  allowPositionals: true,
})
const unknown = options.only.filter((name) => !PARTS.some((part) => part.name === name))
if (unknown.length > 0) fail(`There is no part ${unknown.join(', ')}; there are: ${PARTS.map(({ name }) => name).join(', ')}`)
if (partOptions.length > 0 && options.only.length !== 1) fail('Options after -- go to one part: name it with --only')

const reports: Record<string, readonly Report[]> = {}
for (const part of PARTS.filter(({ name }) => options.only.includes(name))) {
  reports[part.name] = runPart(part)
  for (const report of reports[part.name]!) console.log(describeReport(report))
  // Written after each part, so that what is there stays if a later one fails.
  if (options.json !== undefined) {
    writeFileSync(resolve(process.env['BRIDGE_DOWNSTREAM_CWD'] ?? '.', options.json), `${JSON.stringify(reports, null, 2)}\n`)
  }
}

function runPart({ name, quick }: Part): readonly Report[] {
  const runs = options.runs ?? (options.quick ? QUICK_RUNS : undefined)
  const args = [...(options.quick ? quick : []), ...(runs === undefined ? [] : ['--runs', runs]), ...partOptions, '--json']
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const child = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  // A part whose outputs differ has its reports all the same.
  if (child.status !== 0) process.exitCode = 1
  if (child.stdout === '') throw new Error(`${name} failed`)
  return JSON.parse(child.stdout) as Report[]
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
