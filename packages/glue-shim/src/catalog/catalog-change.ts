/** One thing that is other in a table than it should be. Names and types only. */
export type TableChange =
  | { readonly change: 'create-table'; readonly table: string; readonly columns: number }
  | { readonly change: 'add-column'; readonly table: string; readonly column: string; readonly type: string }
  | { readonly change: 'widen-column'; readonly table: string; readonly column: string; readonly from: string; readonly to: string }
  | { readonly change: 'describe-column'; readonly table: string; readonly column: string }
  | { readonly change: 'describe-table'; readonly table: string }
  | { readonly change: 'set-parameter'; readonly table: string; readonly parameter: string; readonly value: string }
  | { readonly change: 'remove-parameter'; readonly table: string; readonly parameter: string }

/** One partition that is other than it should be. */
export interface PartitionChange {
  readonly change: 'add-partition' | 'update-partition' | 'delete-partition'
  readonly table: string
  /** In the order of the partition keys. */
  readonly values: readonly string[]
}

export type CatalogChange = { readonly change: 'create-database'; readonly database: string } | TableChange | PartitionChange
