import { platform } from '#platform'
import type * as Hyparquet from 'hyparquet'
import type { AsyncBuffer, FileMetaData, ParquetParsers } from 'hyparquet'
import { OptionError } from '../errors.js'
import type { Cell } from '../tables/cell.js'
import type { RowBatch } from '../tables/table-rows.js'
import type { Column, Table } from '../tables/table-plan.js'
import { NO_PARQUET, readParquet } from './read-parquet.js'
import { createStoredColumn, type StoredColumn } from './stored-column.js'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Timestamps and dates stay the numbers they are stored as; a Date would cut microseconds. Text keeps a U+FEFF that it begins with;
 * hyparquet's own parser takes it for a byte order mark.
 */
const PARSERS = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && decoder.decode(bytes),
  timestampFromMicroseconds: (micros: bigint) => micros,
  dateFromDays: (days: number) => days,
} as unknown as ParquetParsers

const DEFAULT_FOOTER_BYTES = 512 * 1024
/** The reader holds all columns that it is asked for, with all their nulls; and each time it may ask the store anew. */
const COLUMNS_AT_ONCE = 64

/** A part that is open for reading. */
export interface PartReader {
  /** Footer entries, by key. */
  readonly metadata: ReadonlyMap<string, string>
  readonly rows: number
  /** Rows of each row group, in their order. */
  readonly rowGroupRows: readonly number[]
  /**
   * One row group, and no other is read: for those who look at some rows only.
   *
   * @param number from 0.
   * @param table names the columns to read; one that the part lacks is null throughout.
   * @throws OptionError `no-such-row-group` if the part has no row group of that number.
   */
  rowGroup(number: number, table: Table): Promise<RowBatch>
  /**
   * The row groups, one in memory at a time.
   *
   * @param table names the columns to read; one that the part lacks is null throughout.
   */
  rowGroups(table: Table): AsyncGenerator<RowBatch, void, undefined>
}

export interface OpenPartOptions {
  /** A path or key, for messages. */
  readonly name?: string | undefined
  /** Read from the end at first; a footer that is larger takes a second read. Default 512 KiB. */
  readonly footerBytes?: number | undefined
}

/**
 * Open a part that this library has written.
 *
 * @param file the bytes, or ranges of them as hyparquet asks for them.
 * @throws ArchiveError `bad-parquet` if it is no Parquet file; also where rows are read, if those are damaged.
 * @throws Whatever reading a range throws, as it is: a store that fails says nothing of what it holds.
 */
export async function openPart(file: Uint8Array | AsyncBuffer, options: OpenPartOptions = {}): Promise<PartReader> {
  const { name, footerBytes: initialFetchSize = DEFAULT_FOOTER_BYTES } = options
  const buffer = file instanceof Uint8Array ? toAsyncBuffer(file) : file
  const { footer, ...facts } = await readParquet(buffer, name, NO_PARQUET, async (source, { parquetMetadataAsync }) => {
    const read = await parquetMetadataAsync(source, { initialFetchSize })
    return {
      footer: read,
      metadata: new Map(read.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
      rows: Number(read.num_rows),
      rowGroupRows: read.row_groups.map((group) => Number(group.num_rows)),
    }
  })
  const { rowGroupRows } = facts
  const rowGroup = (number: number, table: Table): Promise<RowBatch> =>
    readParquet(buffer, name, 'A row group of this Parquet file is damaged', (source, { parquetRead }) =>
      readRowGroup({ file: source, footer, parquetRead }, { number, rowGroupRows }, table),
    )
  return {
    ...facts,
    rowGroup,
    async *rowGroups(table) {
      for (const number of rowGroupRows.keys()) yield await rowGroup(number, table)
    },
  }
}

interface OpenFile {
  readonly file: AsyncBuffer
  readonly footer: FileMetaData
  readonly parquetRead: typeof Hyparquet.parquetRead
}

async function readRowGroup(
  open: OpenFile,
  { number, rowGroupRows }: { readonly number: number; readonly rowGroupRows: readonly number[] },
  table: Table,
): Promise<RowBatch> {
  const rows = rowGroupRows[number]
  if (rows === undefined) {
    throw new OptionError(`The part has ${rowGroupRows.length} row groups, and none of the number ${number}`, { code: 'no-such-row-group' })
  }
  const { footer } = open
  const there = new Set(footer.schema.slice(1).map(({ name }) => name))
  const known = table.columns.filter(({ name }) => there.has(name))
  const rowStart = rowGroupRows.slice(0, number).reduce((sum, count) => sum + count, 0)
  const columns = new Map<string, StoredColumn>()
  for (let at = 0; at < known.length; at += COLUMNS_AT_ONCE) {
    const some = known.slice(at, at + COLUMNS_AT_ONCE)
    for (const column of some) columns.set(column.name, createStoredColumn(rows, valuesOf(footer, number, column)))
    await readColumns(open, columns, some, rowStart, rows)
  }
  const columnAt = (column: number): StoredColumn | undefined => columns.get(table.columns[column]!.name)
  const empty: Cell[] = new Array<Cell>(rows).fill(null)
  return {
    table,
    rows,
    cells: (column) => columnAt(column)?.cells() ?? empty,
    reader: (column) => columnAt(column)?.reader() ?? (() => null),
  }
}

/** How many values a column has in a row group, as far as the footer says it. */
function valuesOf(footer: FileMetaData, number: number, column: Column): number | undefined {
  const chunk = footer.row_groups[number]!.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column.name)?.meta_data
  const nulls = chunk?.statistics?.null_count
  return nulls === undefined ? undefined : Number(chunk!.num_values) - Number(nulls)
}

async function readColumns(
  { file, footer: metadata, parquetRead }: OpenFile,
  into: ReadonlyMap<string, StoredColumn>,
  columns: readonly Column[],
  rowStart: number,
  rows: number,
): Promise<void> {
  await parquetRead({
    file,
    metadata,
    columns: columns.map(({ name }) => name),
    rowStart,
    rowEnd: rowStart + rows,
    parsers: PARSERS,
    compressors: platform.pageDecoders,
    onChunk: ({ columnName, columnData, rowStart: chunkStart }) => {
      const column = into.get(columnName)!
      for (let i = 0; i < columnData.length; i++) {
        const cell = columnData[i] as Cell | undefined
        if (cell !== null && cell !== undefined) column.set(chunkStart - rowStart + i, cell)
      }
    },
  })
}

function toAsyncBuffer(bytes: Uint8Array): AsyncBuffer {
  return {
    byteLength: bytes.length,
    slice: (start, end) => {
      const part = bytes.slice(start, end)
      return part.buffer
    },
  }
}
