import { keySegment } from '../store/key-segment.js'

export const JSON_PREFIX = 'raw_json/'
export const PARQUET_PREFIX = 'parquet/'
/** Where copies of Parquet datasets are laid by; nothing below is looked at. */
export const ARCHIVED_PREFIX: string = `${PARQUET_PREFIX}archive/`

const JSON_OBJECT = /^raw_json\/dataset=([^/]+)\/((?:[^/]*\/)*)([^/]+)\.ndjson$/
const PART = /^parquet\/([^/]+)\/((?:[^/]*\/)*)part-(\d{5})\.parquet$/

/** What the key of an object of a JSON dataset says. */
export interface JsonObjectKey {
  readonly dataset: string
  /** The folders of its partition keys, as they stand in the key: `assessmentid=spelling/year=2022/`; empty if there are none. */
  readonly partition: string
  /** Without `.ndjson`. */
  readonly name: string
}

/** Files that Glue and Athena pass over, for their first character, are passed over here too. */
export function parseJsonObjectKey(key: string): JsonObjectKey | undefined {
  const [, dataset, partition, name] = JSON_OBJECT.exec(key) ?? []
  return dataset === undefined || /^[_.]/.test(name!) ? undefined : { dataset, partition: partition!, name: name! }
}

/** What the key of a part says. */
export interface PartKey {
  /** The table's name as a segment of a key. */
  readonly folder: string
  readonly partition: string
  /** From 0. */
  readonly part: number
}

export function parsePartKey(key: string): PartKey | undefined {
  if (key.startsWith(ARCHIVED_PREFIX)) return undefined
  const [, folder, partition, part] = PART.exec(key) ?? []
  return folder === undefined ? undefined : { folder, partition: partition!, part: Number(part) }
}

/** Key of a part of a partition. */
export function partitionPartKey(table: string, partition: string, part: number): string {
  return `${PARQUET_PREFIX}${keySegment(table)}/${partition}part-${String(part).padStart(5, '0')}.parquet`
}
