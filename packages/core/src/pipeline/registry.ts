import type { Contract, DatasetFamily, DatasetVersion, RouteReason, VersionEvent } from '../datasets/dataset-family.js'
import type { SchemaChange } from '../schema/compare-changes.js'
import type { SchemaFlag } from '../schema/compare-flags.js'
import type { InferOptions } from '../schema/infer-schema.js'
import type { Schema } from '../schema/schema.js'
import type { StoreOptions } from '../store/store.js'

export interface RegistryOptions {
  /** Before the key of each dataset's file. Default `registry/`. */
  readonly prefix?: string | undefined
  /** As they are given to the inference of the schemas: merging decides maps anew. */
  readonly infer?: InferOptions | undefined
  /** Datasets that mappings give (`MotionRecord_v1`): no entry that is called so takes their names. Default: none. */
  readonly reserved?: readonly string[] | undefined
  /** Columns that every table has, for flags. Default: `recordid`, `assessmentid`, `year`, `month`, `day`. */
  readonly injected?: readonly string[] | undefined
  /** How often a change is tried while other writers are faster. Default 100. */
  readonly maxAttempts?: number | undefined
  /** Wait after the first attempt that failed; it doubles up to a hundred times as much. Default 10. */
  readonly firstWaitMs?: number | undefined
}

/** Documents that have to be put somewhere. */
export interface RegistrationRequest {
  /** The name that the documents' entry is known by, such as `motion.json`. */
  readonly entryName: string
  readonly schema: Schema
  /** Where the documents belong (`MotionRecord_v1`), if somebody says so: a mapping, a classifier. */
  readonly dataset?: string | undefined
  /**
   * The contract that counts for this call, and that a version made by it gets. Default: each version's own; for a new version that of the
   * one before it, for a new dataset `evolve`.
   */
  readonly contract?: Contract | undefined
}

export interface Registration {
  /** `refused`: the version's contract forbids what the schema would do to it. Nothing has been written then. */
  readonly outcome: 'registered' | 'refused'
  /** The version that the documents belong to, or that refuses them, as it is now. */
  readonly version: DatasetVersion
  readonly reason: RouteReason
  readonly verdict: VersionEvent['verdict']
  /** The version that the schema was compared with; null if there was none. */
  readonly comparedWith: string | null
  /** What became of that version, or would; where a new one was made, how the schema differs from it. */
  readonly changes: readonly SchemaChange[]
  /** Names that the version's tables cannot tell apart. */
  readonly flags: readonly SchemaFlag[]
  /** Whether the registry was changed. */
  readonly written: boolean
}

/**
 * The datasets of a destination, with their versions. Any number of workers may use it at once: each change is written only if nobody
 * else's came before it, and is else decided anew.
 */
export interface Registry {
  /**
   * Find the dataset version for documents of a schema, and put the schema on record there.
   *
   * @throws OptionError `bad-dataset`, or `dataset-name-taken` if another dataset is called so but for case;
   *   `schema-too-deep` beyond 240 containers.
   * @throws RegistryError `damaged-registry` for a file that is no dataset; `registry-contended` after `maxAttempts`.
   * @throws StoreError `aborted`, or what else the store says.
   */
  register(request: RegistrationRequest, options?: StoreOptions): Promise<Registration>
  /**
   * Change the contract of a version.
   *
   * @throws OptionError `unknown-dataset`.
   */
  setContract(dataset: string, contract: Contract, options?: StoreOptions): Promise<DatasetVersion>
  /** All datasets, by name. */
  families(options?: StoreOptions): Promise<readonly DatasetFamily[]>
  /** @param name without a version. */
  family(name: string, options?: StoreOptions): Promise<DatasetFamily | undefined>
}
