import type { Road } from '../columns/entry-road.js'
import type { InjectedField } from '../datasets/injected-fields.js'
import type { StoreOptions } from '../store/store.js'

/** What is done with the documents of a dataset on their way to its tables. */
export interface DatasetRules {
  readonly deduplicate?: Deduplication | undefined
  readonly deletions?: Deletions | undefined
}

/** Of the documents of a partition that have equal keys, one is kept. */
export interface Deduplication {
  /** Fields by name, or by path: `ParticipantIdentifier`, `$.device.id`. A document that lacks one of them, or has null there, is kept. */
  readonly key: readonly string[]
  /**
   * The field whose greatest value is kept: compared as numbers if all are numbers, else as text; null and absent come before any. Of equal
   * ones the last in order is kept. Default: the last in order.
   */
  readonly latestBy?: string | undefined
}

/** Documents whose key stands in another dataset, in the same partition, are left out. */
export interface Deletions {
  /** The dataset of the deletions: `HealthKitV2Samples_Deleted_v1`. */
  readonly dataset: string
  /** Fields of both datasets, as for de-duplication. */
  readonly key: readonly string[]
}

/** What, besides inputs and plan, the bytes of a partition depend on. Plain JSON. */
export interface PartitionOptions extends DatasetRules {
  /** The fields that were injected into each line. */
  readonly fields: readonly InjectedField[]
  /** Rows of a row group. Default 122,880. */
  readonly rowGroupRows?: number | undefined
  /** A part that has grown to this size is closed and the next one begun. Default 128 MiB. */
  readonly partSizeBytes?: number | undefined
  /** How lines become columns; the bytes are the same. Default `auto`. */
  readonly road?: Road | undefined
}

export type RebuildPartitionOptions = PartitionOptions & StoreOptions
