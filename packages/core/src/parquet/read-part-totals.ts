import type { AsyncBuffer, FileMetaData } from 'hyparquet'
import { NO_PARQUET, readParquet } from './read-parquet.js'

/** What the footer of a part says of it, values apart. */
export interface PartTotals {
  readonly metadata: ReadonlyMap<string, string>
  readonly rows: number
  /** By the column's name. */
  readonly columns: ReadonlyMap<string, ColumnTotals>
}

export interface ColumnTotals {
  /** Rows without a value; null if a row group does not say. */
  readonly nulls: number | null
  /** Of all its pages, as they are stored. */
  readonly sizeBytes: number
}

/**
 * Read the footer of a part, and add up what it counts in its row groups. No page is read, and no minimum or maximum is passed on.
 *
 * @param footerBytes read from the end at first; a footer that is larger takes a second read.
 * @throws ArchiveError `bad-parquet` if it is no Parquet file; what reading a range throws, as it is.
 */
export async function readPartTotals(file: AsyncBuffer, footerBytes: number): Promise<PartTotals> {
  return readParquet(file, undefined, NO_PARQUET, async (source, { parquetMetadataAsync }) => {
    const footer = await parquetMetadataAsync(source, { initialFetchSize: footerBytes })
    return {
      metadata: new Map(footer.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
      rows: Number(footer.num_rows),
      columns: columnTotals(footer),
    }
  })
}

function columnTotals({ schema, row_groups: groups }: FileMetaData): Map<string, ColumnTotals> {
  const totals = new Map<string, ColumnTotals>(schema.slice(1).map(({ name }) => [name, { nulls: 0, sizeBytes: 0 }]))
  for (const { columns } of groups) {
    for (const { meta_data: chunk } of columns) {
      const name = chunk?.path_in_schema[0]
      const before = name === undefined ? undefined : totals.get(name)
      if (chunk === undefined || name === undefined || before === undefined) continue
      const nulls = chunk.statistics?.null_count
      totals.set(name, {
        nulls: before.nulls === null || nulls === undefined ? null : before.nulls + Number(nulls),
        sizeBytes: before.sizeBytes + Number(chunk.total_compressed_size),
      })
    }
  }
  return totals
}
