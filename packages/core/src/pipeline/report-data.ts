import type { DatasetVersion, VersionEvent } from '../datasets/dataset-family.js'
import type { Column, ColumnSource, LimitedSubtree, Table } from '../tables/table-plan.js'
import type { ReceiptOutcome } from './receipt.js'

/**
 * What lies in a destination, for people: names of structure, counts and sizes. Never a document's value, nor whose record or archive it is.
 * Plain JSON, and the same for the same destination.
 */
export interface ReportData {
  readonly version: 1
  /** Archives that any run has dealt with. */
  readonly archives: Readonly<Record<ReceiptOutcome, number>>
  /** By name. */
  readonly families: readonly ReportFamily[]
  /** By code. */
  readonly quarantine: readonly ReportReason[]
  /** The last runs, the newest first. */
  readonly runs: readonly ReportRun[]
  /** All runs that have left a ledger. */
  readonly runsInAll: number
  /** Parquet files that are not counted: no plan has their table, they are not ours, or they changed while they were read. */
  readonly otherParts: number
}

/** All versions of one dataset. */
export interface ReportFamily {
  readonly name: string
  readonly versions: readonly ReportVersion[]
}

export interface ReportVersion {
  /** `Name_vN`. */
  readonly dataset: string
  /** Null where the registry does not know the dataset. */
  readonly contract: DatasetVersion['contract'] | null
  /** Names of the entries whose documents came here. */
  readonly entries: readonly string[]
  /** Exact fingerprint of its schema; null where the registry does not know the dataset. */
  readonly fingerprint: string | null
  /** How many distinct schemas came here. */
  readonly schemas: number
  /** The schema that made the version, then each that changed it. */
  readonly history: readonly VersionEvent[]
  /** Objects of the JSON dataset. */
  readonly json: { readonly objects: number; readonly sizeBytes: number }
  /** Parents before children; none where nothing was rebuilt yet. */
  readonly tables: readonly ReportTable[]
  readonly limited: readonly LimitedSubtree[]
  /** By path. */
  readonly partitions: readonly ReportPartition[]
}

export interface ReportTable {
  readonly name: string
  readonly kind: Table['kind']
  readonly path: string
  readonly parent: string | null
  readonly description: string
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
  readonly columns: readonly ReportColumn[]
}

export interface ReportColumn {
  readonly name: string
  readonly type: Column['type']
  readonly role: ColumnSource['role']
  /** The place in the document; null if the column does not come from within it. */
  readonly jsonPath: string | null
  readonly description: string
  /** The table whose rows the column's ids lead to. */
  readonly child: string | null
  /** Rows without a value, of all rows of the table; null if a part does not say. */
  readonly nulls: number | null
  /** Of its pages, as they are stored. */
  readonly sizeBytes: number
}

export interface ReportPartition {
  /** The folders of the partition keys; empty where there are none. */
  readonly partition: string
  /** `2024-02-29`, from the keys `year`, `month` and `day`; null without them. */
  readonly day: string | null
  /** The other keys: `assessmentid=spelling`; empty where there are none. */
  readonly group: string
  /** Rows of the root table. */
  readonly documents: number
  /** Of all tables. */
  readonly rows: number
  readonly parts: number
  readonly sizeBytes: number
}

export interface ReportReason {
  /** Stable code. */
  readonly code: string
  /** Archives in quarantine of which something is bad for this reason. */
  readonly archives: number
  /** What is wrong, for people, with the entry's path; the most frequent first. */
  readonly findings: readonly ReportFinding[]
  /** Distinct findings that are not listed. */
  readonly otherFindings: number
}

export interface ReportFinding {
  /** Null where the archive as a whole is bad. */
  readonly entry: string | null
  readonly reason: string
  readonly times: number
}

export interface ReportRun {
  readonly number: number
  /** What the run counted, by step (`unpack`, `rebuild`, `forget`, `archive`) and by what was counted; null if its ledger cannot be read. */
  readonly steps: readonly ReportStep[] | null
}

export interface ReportStep {
  readonly name: string
  readonly counts: readonly { readonly of: string; readonly numbers: Readonly<Record<string, number>> }[]
}
