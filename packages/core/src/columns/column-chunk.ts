import type { ColumnData } from '../tables/column-data.js'
import type { ColumnType } from '../tables/table-plan.js'
import type { FilledBatch } from '../tables/table-rows.js'

/** One column of one row group. */
export interface ColumnChunk {
  readonly name: string
  readonly type: ColumnType
  readonly data: ColumnData
}

/** The columns of a batch of rows. They share its memory. */
export function toColumnChunks(batch: FilledBatch): ColumnChunk[] {
  return batch.table.columns.map(({ name, type }, column) => ({ name, type, data: batch.data(column) }))
}
