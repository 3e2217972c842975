import type { ColumnType } from '@bridge-downstream/core'

/** A table as the catalogue should have it, or has it. */
export interface CatalogTable {
  /** In lower case, as Glue keeps it. */
  readonly name: string
  readonly dataset: string
  readonly description: string
  /** URL of the table's folder, with a final `/`. */
  readonly location: string
  /** Without the partition keys. */
  readonly columns: readonly CatalogColumn[]
  /** From the outermost folder in. */
  readonly partitionKeys: readonly CatalogColumn[]
  readonly parameters: Readonly<Record<string, string>>
}

export interface CatalogColumn {
  /** In lower case. */
  readonly name: string
  /** Of Hive. */
  readonly type: string
  readonly comment: string
}

/** A partition that is there. */
export interface CatalogPartition {
  /** In the order of the partition keys. */
  readonly values: readonly string[]
  /** URL of its folder, with a final `/`. */
  readonly location: string
}

/** How Athena finds the partitions: by rules in the table's parameters, or one by one in the catalogue. */
export type PartitionMode = 'projected' | 'registered'

/** Table parameter that says whose a table is: the dataset version's name. */
export const OWNER_PARAMETER = 'bridge-downstream.dataset'

export const HIVE_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'double',
  string: 'string',
  timestamp: 'timestamp',
  date: 'date',
}
