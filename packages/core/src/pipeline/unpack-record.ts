import { countLeaves } from '../json/count-leaves.js'
import { stringifyJson } from '../json/stringify-json.js'
import type { Injection } from '../datasets/injected-fields.js'
import { partitionPath } from '../store/partition-path.js'
import type { ExaminedEntry } from './examine-entry.js'
import type { ExaminedRecord } from './examine-record.js'
import { objectKeys } from './object-keys.js'

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
  const placed = taken.map((entry) => ({ entry, path: entry.path, dataset: entry.dataset!, partition: partitionOf(entry, injection) }))
  return objectKeys(record.recordId, placed).map(([key, { entry }]) => {
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

/** The folders of the partition keys of an entry's documents. */
export function partitionOf({ injected }: Pick<ExaminedEntry, 'injected'>, { partitionKeys }: Injection): string {
  return partitionPath(partitionKeys.map((key) => [key, injected.get(key) ?? null] as const))
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
