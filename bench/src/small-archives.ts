// Many small ZIP archives, and one by itself, beside DuckDB reading the same entries unzipped:
//   node bench/src/small-archives.ts [--archives 10000] [--runs 5] [--json]
// Every run is a process of its own, from its start to its end; the contenders take turns.
import { zipSync } from 'fflate'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from './inputs.ts'
import { runScript, takeTurns, tellRun, type Report, type Run } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    archives: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    contender: { type: 'string' },
    folder: { type: 'string' },
  },
})

const CONTENDERS = [
  { name: 'ours', says: 'bridge-downstream' },
  { name: 'duckdb', says: 'DuckDB, 1 thread' },
]
const MODIFIED = Date.UTC(2024, 0, 1)

if (options.contender === undefined) {
  const many = await measure(`${options.archives} archives of 5 entries`, Number(options.archives), smallEntries)
  publish([many, await measure('One archive of 3 entries, cold', 1, largerEntries)], options.json)
} else {
  await (options.contender === 'ours' ? runOurs(options.folder!) : runDuckDb(options.folder!))
  tellRun(join(options.folder!, 'out'))
}

function measure(job: string, archives: number, entriesOf: (i: number) => Readonly<Record<string, string>>): Promise<Report> {
  return inTemporaryFolder(async (folder) => {
    const inputBytes = write(folder, archives, entriesOf)
    return takeTurns({
      job: `${job}, ${(inputBytes / 1e6).toFixed(2)} MB`,
      contenders: CONTENDERS,
      runs: Number(options.runs),
      runAlone: (contender) => runAlone(contender, folder),
      remarks: ['DuckDB reads the entries unzipped, and leaves nested values as they are; so nothing is compared.'],
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

function runAlone(contender: string, folder: string): Run {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  return runScript('small-archives.ts', ['--contender', contender, '--folder', folder])
}

// Each contender loads only what it needs.
async function runOurs(folder: string): Promise<void> {
  const { relationalizeToStore } = await import('@bridge-downstream/core')
  const { createLocalStore } = await import('@bridge-downstream/s3-adapter')
  const sources = readdirSync(join(folder, 'zip')).map((name) => ({
    name,
    recordId: name,
    bytes: async () => readFileSync(join(folder, 'zip', name)),
  }))
  await relationalizeToStore(sources, createLocalStore(join(folder, 'out')))
}

/** A table for each name of an entry, nested values as they are: less than what we write. */
async function runDuckDb(folder: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  mkdirSync(join(folder, 'out'), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  for (const name of readdirSync(join(folder, 'json'))) {
    await connection.run(`COPY (SELECT * FROM read_json('${join(folder, 'json', name)}/*.json', format = 'auto', filename = true))
      TO '${join(folder, 'out', name)}.parquet' (FORMAT parquet, COMPRESSION zstd)`)
  }
  connection.closeSync()
  instance.closeSync()
}
