import { uniqueNames } from '../names/unique-names.js'
import { countLeaves } from '../json/count-leaves.js'
import { stringifyJson } from '../json/stringify-json.js'
import type { Injection } from '../datasets/injected-fields.js'
import { keySegment } from '../store/key-segment.js'
import { partitionPath } from '../store/partition-path.js'
import type { ExaminedEntry } from './examine-entry.js'
import type { ExaminedRecord } from './examine-record.js'

/** The documents of one entry as an object of a JSON dataset. */
export interface UnpackedEntry {
  readonly entry: string
  readonly dataset: string
  /** `dataset={dataset}/{partition keys}/{recordid}.ndjson`; with the entry's name, where several entries of the record are in the dataset. */
  readonly key: string
  /** The archive's own. */
  readonly metadata: Readonly<Record<string, string>>
  /** Place of the entry among the entries of its archive, from 0. */
  readonly ordinal: number
  readonly documentCount: number
  /** What `lines` has given so far: documents, and their scalar values, null and the injected fields apart. */
  readonly written: { readonly documents: number; readonly leaves: number }
  /** NDJSON: a document a line, in chunks. The entry is read when the first of them is asked for. */
  readonly lines: () => AsyncIterable<Uint8Array>
}

const CHUNK_CHARACTERS = 64 * 1024

/**
 * What an examined record puts into the JSON datasets: one object for each entry that was taken, side by side; of a quarantined record,
 * nothing.
 */
export function unpackRecord(record: ExaminedRecord, injection: Injection): UnpackedEntry[] {
  if (record.outcome === 'quarantined') return []
  const taken = record.entries.filter((entry) => entry.outcome === 'taken' && entry.documentCount > 0)
  const objects = [...Map.groupBy(taken, (entry) => folderOf(entry, injection))].flatMap(([folder, entries]) => {
    const names = fileNames(record.recordId, entries)
    return entries.map((entry, i) => [`${folder}${keySegment(names[i]!)}.ndjson`, entry] as const)
  })
  return objects.map(([key, entry]) => {
    const written = { documents: 0, leaves: 0 }
    const { path, ordinal, dataset, documentCount } = entry
    return {
      entry: path,
      ordinal,
      dataset: dataset!,
      key,
      metadata: record.metadata,
      documentCount,
      written,
      lines: () => linesOf(entry, written),
    }
  })
}

/** The record's id, as consumers know it; where several entries meet, with what tells them apart. */
function fileNames(recordId: string, entries: readonly ExaminedEntry[]): string[] {
  if (entries.length === 1) return [recordId]
  return uniqueNames(entries.map(({ path }) => ({ identity: path, wanted: `${recordId}-${stem(path)}` })))
}

function folderOf(entry: ExaminedEntry, { partitionKeys }: Injection): string {
  return partitionPath([['dataset', entry.dataset!], ...partitionKeys.map((key) => [key, entry.injected.get(key) ?? null] as const)])
}

function stem(path: string): string {
  return path
    .split('/')
    .at(-1)!
    .replace(/\.[A-Za-z]+$/, '')
}

async function* linesOf(entry: ExaminedEntry, written: { documents: number; leaves: number }): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder()
  const injectedLeaves = [...entry.injected.values()].filter((value) => value !== null).length
  let text = ''
  for (const document of await entry.documents()) {
    written.documents++
    written.leaves += countLeaves(document) - injectedLeaves
    text += `${stringifyJson(document)}\n`
    if (text.length < CHUNK_CHARACTERS) continue
    yield encoder.encode(text)
    text = ''
  }
  if (text !== '') yield encoder.encode(text)
}
