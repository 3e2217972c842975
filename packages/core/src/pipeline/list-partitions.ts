import type { ObjectInfo, Store, StoreOptions } from '../store/store.js'
import { halfWritten } from './half-written.js'
import { JSON_PREFIX, PARQUET_PREFIX, parseJsonObjectKey, parsePartKey, type PartKey } from './partition-keys.js'
import { PackedInputs } from './packed-inputs.js'

/** A part as it was listed. */
export interface ListedPart extends PartKey {
  readonly info: ObjectInfo
}

/** What lies in a destination. */
export interface PartitionListing {
  /** By dataset, then by partition; each by key. */
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, PackedInputs>>
  readonly parts: readonly ListedPart[]
  /** Keys among the JSON datasets that are no objects of one, or of a record that is half written. */
  readonly passedOver: readonly string[]
}

/** List JSON datasets and Parquet parts. Nothing is read but what says which records are half written. */
export async function listPartitions(store: Store, { signal }: StoreOptions): Promise<PartitionListing> {
  const inputs = new Map<string, Map<string, PackedInputs>>()
  const passedOver: string[] = []
  const half = await halfWritten(store, JSON_PREFIX, { signal })
  for await (const { key, etag, sizeBytes } of store.list(JSON_PREFIX, { signal })) {
    const parsed = parseJsonObjectKey(key)
    if (!parsed || half.has(key)) {
      passedOver.push(key)
      continue
    }
    const partitions = inputs.get(parsed.dataset) ?? new Map<string, PackedInputs>()
    inputs.set(parsed.dataset, partitions)
    const partition = partitions.get(parsed.partition) ?? new PackedInputs(key.slice(0, key.lastIndexOf('/') + 1))
    partitions.set(parsed.partition, partition)
    partition.add({ key, etag, sizeBytes })
  }
  const parts: ListedPart[] = []
  for await (const info of store.list(PARQUET_PREFIX, { signal })) {
    const parsed = parsePartKey(info.key)
    if (parsed) parts.push({ ...parsed, info })
  }
  return { inputs, parts, passedOver }
}
