import {
  bridgePreset,
  inferSchema,
  openRegistry,
  parseJson,
  parsePartitionPath,
  partitionPath,
  stringifyJson,
  type Injection,
  type JsonObject,
  type JsonValue,
  type Store,
} from '@bridge-downstream/core'

export const injection: Injection = bridgePreset().injection
export const INJECTED: readonly string[] = injection.fields.map(({ name }) => name)

/** An object of a JSON dataset. */
export interface JsonDatasetObject {
  readonly dataset: string
  readonly recordId: string
  readonly day?: number
  /** Without the injected fields. */
  readonly documents: readonly JsonValue[]
  /** Default: entry `motion.json`, the first of its archive. Null: put there by somebody else. */
  readonly entry?: { readonly path: string; readonly ordinal: number } | null
  /** Default: the record's id. */
  readonly fileName?: string
}

export function partitionOf(day = 1): string {
  return partitionPath([
    ['assessmentid', 'spelling'],
    ['year', 2022],
    ['month', 2],
    ['day', day],
  ])
}

export function objectKey({ dataset, recordId, day, fileName = recordId }: Omit<JsonDatasetObject, 'documents'>): string {
  return `raw_json/dataset=${dataset}/${partitionOf(day)}${fileName}.ndjson`
}

/** Put an object as unpacking does: a line for each document, the injected fields last. */
export async function putObject(store: Store, object: JsonDatasetObject): Promise<string> {
  const { recordId, day = 1, documents, entry = { path: 'motion.json', ordinal: 0 } } = object
  const values = { assessmentid: 'spelling', year: 2022, month: 2, day, recordid: recordId }
  const lines = documents.map((document) => `${stringifyJson({ ...(document as JsonObject), ...values })}\n`)
  const origin = entry && { entrypath: encodeURIComponent(entry.path), entryordinal: String(entry.ordinal) }
  const key = objectKey(object)
  await store.put(key, new TextEncoder().encode(lines.join('')), { metadata: { recordid: recordId, ...origin } })
  return key
}

/** Put the schemas of all JSON datasets on record, as unpacking does. */
export async function registerAll(store: Store): Promise<void> {
  const documents = new Map<string, JsonValue[]>()
  for (const { dataset, document } of await readLines(store)) documents.set(dataset, [...(documents.get(dataset) ?? []), document])
  const registry = openRegistry(store)
  for (const [dataset, of] of documents) {
    await registry.register({ entryName: `${dataset}.json`, schema: inferSchema(of), dataset })
  }
}

export interface ReadLine {
  readonly dataset: string
  readonly key: string
  readonly position: number
  readonly document: JsonValue
  readonly injected: Record<string, JsonValue>
}

/** All lines of the JSON datasets, in the order of keys, without their injected fields. */
export async function readLines(store: Store): Promise<ReadLine[]> {
  const found: ReadLine[] = []
  for await (const { key } of store.list('raw_json/')) {
    const text = new TextDecoder().decode(await (await store.get(key)).bytes())
    const [[, dataset] = []] = parsePartitionPath(key)
    const lines = text.split('\n').filter((line) => line !== '')
    for (const [position, line] of lines.entries()) {
      const fields = Object.entries(parseJson(line) as JsonObject)
      const own = fields.filter(([name]) => !INJECTED.includes(name))
      const injected = fields.filter(([name]) => INJECTED.includes(name))
      found.push({ dataset: dataset!, key, position, document: Object.fromEntries(own), injected: Object.fromEntries(injected) })
    }
  }
  return found
}

/** Three datasets, two of them in two partitions, with arrays inside arrays, maps and residue. */
export async function putStudy(store: Store): Promise<void> {
  const steps = (n: number): JsonValue => Array.from({ length: n }, (_, i) => ({ at: i / 2, taps: i % 3 === 0 ? [] : [i, i + 1] }))
  for (const [i, recordId] of ['recA', 'recB', 'recC', 'recD'].entries()) {
    const day = i < 2 ? 1 : 2
    const documents = Array.from({ length: 5 }, (_, n) => ({ n, name: `step ${n}`, note: n % 2 === 0 ? null : 'x', steps: steps(n + i) }))
    await putObject(store, { dataset: 'Motion_v1', recordId, day, documents })
    await putObject(store, {
      dataset: 'Task_v1',
      recordId,
      day,
      documents: [{ totals: { '2022-01-01': i, '2022-01-02': 0.5 }, done: true }],
      entry: { path: 'a b/taskData', ordinal: 3 },
    })
  }
  await putObject(store, { dataset: 'Audio_v1', recordId: 'recA', documents: [{ level: -0.5 }, { level: 9007199254740993n }] })
  await registerAll(store)
}
