// Many small ZIP archives, and one by itself, beside DuckDB reading the same entries unzipped:
//   node bench/src/small-archives.ts [--archives 10000] [--runs 5] [--json]
// Every run is a process of its own, from its start to its end; the contenders take turns.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { deflateRawSync, crc32 } from 'node:zlib'
import { createRandom } from './inputs.ts'
import { WORKLOADS } from './workloads.ts'

interface Run {
  readonly milliseconds: number
  readonly processorMilliseconds: number
}

const { values: options } = parseArgs({
  options: {
    archives: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    contender: { type: 'string' },
    folder: { type: 'string' },
  },
})

const CONTENDERS = ['ours', 'duckdb'] as const

if (options.contender !== undefined) {
  await (options.contender === 'ours' ? runOurs(options.folder!) : runDuckDb(options.folder!))
  const milliseconds = performance.now()
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ milliseconds, processorMilliseconds: (user + system) / 1e3 } satisfies Run))
} else {
  const reports = [measure('many', Number(options.archives), smallEntries), measure('one', 1, largerEntries)]
  if (options.json) console.log(JSON.stringify({ node: process.version, load: loadavg(), runs: Number(options.runs), reports }, null, 2))
}

function measure(name: string, archives: number, entriesOf: (i: number) => Readonly<Record<string, string>>): object {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-downstream-bench-'))
  try {
    const sizeBytes = write(folder, archives, entriesOf)
    const rounds = Array.from({ length: Number(options.runs) }, () => CONTENDERS.map((contender) => runAlone(contender, folder)))
    const of = (contender: number, what: keyof Run): number => median(rounds.map((round) => round[contender]![what]))
    const ratio = (what: keyof Run): number => median(rounds.map(([ours, duckdb]) => ours![what] / duckdb![what]))
    const report = {
      name,
      archives,
      sizeBytes,
      ours: { milliseconds: of(0, 'milliseconds'), processorMilliseconds: of(0, 'processorMilliseconds') },
      duckdb: { milliseconds: of(1, 'milliseconds'), processorMilliseconds: of(1, 'processorMilliseconds') },
      ratio: ratio('milliseconds'),
      processorRatio: ratio('processorMilliseconds'),
    }
    if (!options.json) {
      console.log(`${archives} archives, ${(sizeBytes / 1e6).toFixed(2)} MB, median of ${options.runs}, load ${loadavg()[0]!.toFixed(1)}`)
      console.log(
        `  ours ${report.ours.milliseconds.toFixed(0)} ms, DuckDB ${report.duckdb.milliseconds.toFixed(0)} ms: ${report.ratio.toFixed(3)} ×`,
      )
      console.log(
        `  of processor: ${report.ours.processorMilliseconds.toFixed(0)} and ${report.duckdb.processorMilliseconds.toFixed(0)} ms: ${report.processorRatio.toFixed(3)} ×`,
      )
    }
    return report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The archives, and beside them their entries, a folder for each name. @returns the archives' size. */
function write(folder: string, archives: number, entriesOf: (i: number) => Readonly<Record<string, string>>): number {
  mkdirSync(join(folder, 'zip'))
  let sizeBytes = 0
  for (let i = 0; i < archives; i++) {
    const entries = entriesOf(i)
    const zip = zipOf(entries)
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
  const self = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [self, '--contender', contender, '--folder', folder], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${contender} failed:\n${child.stderr}`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Run
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

function zipOf(entries: Readonly<Record<string, string>>): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(entries)) {
    const bytes = Buffer.from(text)
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    const entry = Buffer.alloc(46)
    const path = Buffer.from(`${name}.json`)
    head.writeUInt32LE(0x04034b50, 0)
    entry.writeUInt32LE(0x02014b50, 0)
    for (const [buffer, at] of [
      [head, 4],
      [entry, 6],
    ] as const) {
      buffer.writeUInt16LE(20, at)
      buffer.writeUInt16LE(8, at + 4)
      buffer.writeUInt32LE(crc32(bytes), at + 10)
      buffer.writeUInt32LE(packed.length, at + 14)
      buffer.writeUInt32LE(bytes.length, at + 18)
      buffer.writeUInt16LE(path.length, at + 22)
    }
    entry.writeUInt16LE(20, 4)
    entry.writeUInt32LE(offset, 42)
    files.push(head, path, packed)
    directory.push(entry, path)
    offset += head.length + path.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, listed, end])
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}
