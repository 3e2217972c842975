import type { FingerprintLevel } from '../schema/canonicalize.js'
import type { SchemaChange } from '../schema/compare-changes.js'
import type { SchemaComparison } from '../schema/compare-schemas.js'
import type { Schema } from '../schema/schema.js'
import { parseDatasetIdentifier } from './dataset-identifier.js'

/**
 * What may happen to a dataset version when documents differ from it.
 *
 * - `evolve`: it grows with what is compatible; what is not makes the next version
 * - `freeze`: it never changes; documents that would change it are refused
 * - `fork`: it never changes; any difference makes the next version
 */
export type Contract = 'evolve' | 'freeze' | 'fork'

export const CONTRACTS: readonly Contract[] = ['evolve', 'freeze', 'fork']

/** All versions of one dataset: one file of the registry. */
export interface DatasetFamily {
  /** The dataset's name, without a version. */
  readonly name: string
  /** At least one; by number. Numbers may be missing. */
  readonly versions: readonly DatasetVersion[]
}

export interface DatasetVersion {
  /** `Name_vN`. */
  readonly dataset: string
  readonly contract: Contract
  /** The names of the entries whose documents came here, by code unit. */
  readonly entries: readonly string[]
  /** Of `schema`. */
  readonly fingerprints: Readonly<Record<FingerprintLevel, string>>
  /** The exact fingerprints of all schemas that came here, by code unit. */
  readonly members: readonly string[]
  /** All members together: their structure, without statistics. */
  readonly schema: Schema
  /** The schema that made the version, then each that changed it, in the order in which they came. */
  readonly history: readonly VersionEvent[]
}

/** One schema that made, or changed, a version. */
export interface VersionEvent {
  /** The schema's exact fingerprint. */
  readonly fingerprint: string
  readonly reason: RouteReason
  /** `new` if there was nothing to compare it with. */
  readonly verdict: 'new' | SchemaComparison['verdict']
  /** The version that it was compared with; null if there was none. */
  readonly comparedWith: string | null
  /** What became of that version; where a new one was made, how the schema differs from it. */
  readonly changes: readonly SchemaChange[]
}

/** Why documents belong to a dataset: see `routeSchema`. */
export type RouteReason = 'given' | 'known' | 'inferred'

export const ROUTE_REASONS: readonly RouteReason[] = ['given', 'known', 'inferred']

/** The N of `Name_vN`. */
export function versionNumber({ dataset }: DatasetVersion): number {
  return parseDatasetIdentifier(dataset).version
}
