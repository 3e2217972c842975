import { uniqueNames } from '../names/unique-names.js'
import { keySegment } from '../store/key-segment.js'
import { partitionPath } from '../store/partition-path.js'

/** An entry with documents, and where they go. */
export interface PlacedEntry {
  readonly path: string
  readonly dataset: string
  /** The folders of its partition keys. */
  readonly partition: string
}

/** The keys, below those of all JSON datasets, of the objects that entries of one record become: known before anything is written. */
export function objectKeys<E extends PlacedEntry>(recordId: string, entries: readonly E[]): (readonly [key: string, entry: E])[] {
  return [...Map.groupBy(entries, folderOf)].flatMap(([folder, own]) => {
    const names = fileNames(recordId, own)
    return own.map((entry, i) => [`${folder}${keySegment(names[i]!)}.ndjson`, entry] as const)
  })
}

function folderOf({ dataset, partition }: PlacedEntry): string {
  return `${partitionPath([['dataset', dataset]])}${partition}`
}

/** The record's id, as consumers know it; where several entries meet, with what tells them apart. */
function fileNames(recordId: string, entries: readonly PlacedEntry[]): string[] {
  if (entries.length === 1) return [recordId]
  return uniqueNames(entries.map(({ path }) => ({ identity: path, wanted: `${recordId}-${stem(path)}` })))
}

function stem(path: string): string {
  return path
    .split('/')
    .at(-1)!
    .replace(/\.[A-Za-z]+$/, '')
}
