/** An object of a JSON dataset, as a listing tells of it. */
export interface PartitionInput {
  readonly key: string
  readonly etag: string
  readonly sizeBytes: number
}

/** One partition of one dataset, and what has to be done about it. Plain JSON. */
export interface PartitionWork {
  readonly dataset: string
  /** The folders of the partition keys: `assessmentid=spelling/year=2022/month=2/day=15/`; empty where a dataset has no partition keys. */
  readonly partition: string
  /**
   * - `new`: there is no Parquet yet
   * - `stale`: there is, but not of these inputs, by this plan, whole
   * - `done`: nothing is to be done
   * - `gone`: there is Parquet, but no input any more: it has to be removed
   */
  readonly state: 'new' | 'stale' | 'done' | 'gone'
  /** Why, for people. */
  readonly reason: string
  /** By key. */
  readonly inputs: readonly PartitionInput[]
  /** Objects whose documents are deletions, by key. */
  readonly deletions: readonly PartitionInput[]
  /** Keys of the parts that are there now. */
  readonly parts: readonly string[]
  /** Whether they were made by another plan, or other options that shape them. */
  readonly isOfOtherPlan?: boolean | undefined
}
