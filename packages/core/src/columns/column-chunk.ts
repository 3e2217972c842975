import type { RowBatch } from '../tables/table-rows.js'
import type { ColumnType } from '../tables/table-plan.js'

/** One column of one row group. */
export interface ColumnChunk {
  readonly name: string
  readonly type: ColumnType
  /** The values as the physical type has them: INT64 as bigint, DOUBLE as number. Made anew at each call. */
  values(): readonly (boolean | number | bigint | string | null)[]
}

/** The columns of a batch of rows. */
export function toColumnChunks(batch: RowBatch): ColumnChunk[] {
  return batch.table.columns.map(({ name, type }, column) => ({ name, type, values: () => batch.cells(column) }))
}
