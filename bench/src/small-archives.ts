// Many small ZIP archives, and one by itself, to linked Parquet tables, beside DuckDB making the same of the same entries unzipped:
//   node bench/src/small-archives.ts [--archives 10000] [--runs 5] [--json]
// Every run is a process of its own, from its start to its end; the contenders take turns. Each is one bundle, as a function is deployed; both
// write files and wait for no disk. Needs `pnpm run build`.
import { zipSync } from 'fflate'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleScript } from './bundle-script.ts'
import { compareOutputs } from './compare-outputs.ts'
import { createRandom } from './inputs.ts'
import { runScript, takeTurns, type Report, type Run } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    archives: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const CONTENDERS = [
  { name: 'ours', says: 'bridge-downstream' },
  { name: 'duckdb', says: 'DuckDB, 1 thread' },
]
const MODIFIED = Date.UTC(2024, 0, 1)

const bundles = new Map(
  await Promise.all(CONTENDERS.map(async ({ name }) => [name, await bundleScript(`small-archives-${name}.ts`)] as const)),
)
const many = await measure(`${options.archives} archives of 5 entries`, Number(options.archives), smallEntries)
publish([many, await measure('One archive of 3 entries, cold', 1, largerEntries)], options.json)

function measure(job: string, archives: number, entriesOf: (i: number) => Readonly<Record<string, string>>): Promise<Report> {
  return inTemporaryFolder(async (folder) => {
    const inputBytes = write(folder, archives, entriesOf)
    return takeTurns({
      job: `${job}, ${(inputBytes / 1e6).toFixed(2)} MB`,
      contenders: CONTENDERS,
      runs: Number(options.runs),
      runAlone: (contender) => runAlone(contender, folder),
      compare: () => compareOutputs(inFolders(join(folder, 'out-ours')), join(folder, 'out-duckdb')),
      remarks: ['DuckDB reads the entries unzipped.'],
    })
  })
}

/** The archives, and beside them their entries, a folder for each name. @returns the archives' size. */
function write(folder: string, archives: number, entriesOf: (i: number) => Readonly<Record<string, string>>): number {
  mkdirSync(join(folder, 'zip'))
  let sizeBytes = 0
  for (let i = 0; i < archives; i++) {
    const entries = entriesOf(i)
    const files = Object.entries(entries).map(([name, text]): [string, Uint8Array] => [`${name}.json`, Buffer.from(text)])
    const zip = zipSync(Object.fromEntries(files), { mtime: MODIFIED })
    sizeBytes += zip.length
    writeFileSync(join(folder, 'zip', `${String(i).padStart(6, '0')}.zip`), zip)
    for (const [name, text] of Object.entries(entries)) {
      const entry = join(folder, 'json', name)
      mkdirSync(entry, { recursive: true })
      writeFileSync(join(entry, `${String(i).padStart(6, '0')}.json`), text)
    }
  }
  return sizeBytes
}

/** Five entries of about a kilobyte. */
function smallEntries(i: number): Readonly<Record<string, string>> {
  const random = createRandom(i)
  const list = (count: number): unknown[] =>
    Array.from({ length: count }, (_, at) => ({ at, x: random.fraction(), on: random.fraction() < 0.5 }))
  return {
    info: JSON.stringify({ id: i, app: random.pick(['one', 'two']), files: list(14) }),
    answers: JSON.stringify({ q1: random.below(5), q2: random.pick(['yes', 'no']), q3: null, notes: 'x'.repeat(random.below(900)) }),
    motion: JSON.stringify(list(20)),
    steps: JSON.stringify({ steps: list(18) }),
    device: JSON.stringify({ model: random.pick(['a', 'b', 'c']), screen: { width: 390, height: 844 }, history: list(15) }),
  }
}

function largerEntries(): Readonly<Record<string, string>> {
  const take = (workload: number, count: number): unknown[] => {
    const documents = WORKLOADS[workload]!.documents()
    return Array.from({ length: count }, () => documents.next().value)
  }
  return { taskData: JSON.stringify(take(1, 1)[0]), motion: JSON.stringify(take(0, 800)), events: JSON.stringify(take(2, 8)) }
}

/** Files `table-part.parquet` in a folder for each table, as they are compared. */
function inFolders(output: string): string {
  for (const file of readdirSync(output)) {
    const table = join(output, file.slice(0, file.lastIndexOf('-')))
    mkdirSync(table, { recursive: true })
    renameSync(join(output, file), join(table, file))
  }
  return output
}

function runAlone(contender: string, folder: string): Run {
  rmSync(join(folder, `out-${contender}`), { recursive: true, force: true })
  return runScript(bundles.get(contender)!, [folder])
}
