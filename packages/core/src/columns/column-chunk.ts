import type { ColumnType } from '../tables/table-plan.js'
import type { RowBatch } from '../tables/flatten-documents.js'

/** One column of one row group, with every value as its physical type has it: INT64 as bigint, DOUBLE as number. */
export interface ColumnChunk {
  readonly name: string
  readonly type: ColumnType
  readonly values: readonly (boolean | number | bigint | string | null)[]
  /** A `-0` is among the values: a dictionary that keys by value would lose its sign. */
  readonly hasNegativeZero: boolean
}

/** The columns of a batch of rows. */
export function toColumnChunks(batch: RowBatch): ColumnChunk[] {
  return batch.table.columns.map(({ name, type }, i) => {
    const cells = batch.columns[i]!
    return {
      name,
      type,
      values: type === 'integer' || type === 'timestamp' ? cells.map((cell) => (typeof cell === 'number' ? BigInt(cell) : cell)) : cells,
      hasNegativeZero: type === 'number' && cells.some((cell) => Object.is(cell, -0)),
    }
  })
}
