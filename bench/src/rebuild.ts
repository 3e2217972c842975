// Partitions of JSON datasets to Parquet by both roads:
//   node bench/src/rebuild.ts [--megabytes 100] [--objects 2000] [--runs 5] [--json]
// Every run is a process of its own, from its start to its end; the roads take turns. What they wrote is compared byte by byte.
import { inferSchema, openRegistry, partitionPath, type JsonValue, type Store } from '@bridge-downstream/core'
import { createLocalStore } from '@bridge-downstream/s3-adapter'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleScript } from './bundle-script.ts'
import { runScript, takeTurns, type Comparison, type Report } from './measure.ts'
import { publish } from './print-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { WORKLOADS } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    objects: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const ROADS = [
  { name: 'auto', says: 'read once, by the fast road' },
  { name: 'reference', says: 'read twice, by the reference road' },
]
const DATASET = 'TaskData_v1'
const PARTITION = [
  ['assessmentid', 'flanker'],
  ['year', 2024],
  ['month', 1],
  ['day', 4],
] as const

const once = await bundleScript('rebuild-once.ts', 'external')
publish([await measure(1), await measure(Number(options.objects))], options.json)

function measure(objects: number): Promise<Report> {
  return inTemporaryFolder(async (folder) => {
    const inputBytes = await writeDataset(createLocalStore(folder), objects, Number(options.megabytes) * 1e6)
    const written = new Map<string, ReadonlyMap<string, Buffer>>()
    return takeTurns({
      job: `Rebuild: one partition of ${(inputBytes / 1e6).toFixed(1)} MB, in ${objects} ${objects === 1 ? 'object' : 'objects'}`,
      contenders: ROADS,
      runs: Number(options.runs),
      inputBytes,
      runAlone: (road) => {
        rmSync(join(folder, 'parquet'), { recursive: true, force: true })
        const run = runScript(once, [road, folder])
        written.set(road, filesBelow(join(folder, 'parquet')))
        return run
      },
      compare: async () => compareFiles(written),
    })
  })
}

/** As unpacking does: a line for each document, the injected fields last. @returns the size of the lines. */
async function writeDataset(store: Store, objects: number, sizeBytes: number): Promise<number> {
  const documents = WORKLOADS.find(({ name }) => name === 'task')!.documents()
  const planned: JsonValue[] = []
  let written = 0
  for (let i = 0; i < objects; i++) {
    const recordid = `record-${String(i).padStart(6, '0')}`
    const injected = JSON.stringify({ ...Object.fromEntries(PARTITION), recordid })
    const lines: string[] = []
    for (const wanted = (sizeBytes * (i + 1)) / objects; written < wanted; written += lines.at(-1)!.length) {
      const document = JSON.stringify(documents.next().value)
      if (planned.length < 100) planned.push(JSON.parse(document) as JsonValue)
      lines.push(`${document.slice(0, -1)},${injected.slice(1)}\n`)
    }
    const key = `raw_json/dataset=${DATASET}/${partitionPath(PARTITION)}${recordid}.ndjson`
    await store.put(key, Buffer.from(lines.join('')), { metadata: { recordid, entrypath: 'taskData', entryordinal: '0' } })
  }
  await openRegistry(store).register({ entryName: 'taskData.json', schema: inferSchema(planned), dataset: DATASET })
  return written
}

function filesBelow(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  return new Map(files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name))]))
}

function compareFiles(written: ReadonlyMap<string, ReadonlyMap<string, Buffer>>): Comparison {
  const [auto, reference] = ROADS.map(({ name }) => written.get(name)!)
  const names = new Set([...auto!.keys(), ...reference!.keys()])
  const differing = [...names].filter((name) => !reference!.get(name)?.equals(auto!.get(name) ?? Buffer.alloc(0)))
  return { compared: `${names.size} files, byte by byte,`, differing, remarks: [] }
}
