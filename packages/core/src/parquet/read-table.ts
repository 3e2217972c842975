import { platform } from '#platform'
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData, type ParquetParsers } from 'hyparquet'
import { ArchiveError, OptionError } from '../errors.js'
import type { Cell } from '../tables/cell.js'
import type { RowBatch } from '../tables/table-rows.js'
import type { Column, Table } from '../tables/table-plan.js'

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

/**
 * Open a part that this library has written.
 *
 * @param file the bytes, or ranges of them as hyparquet asks for them.
 * @param options.footerBytes read from the end at first; a footer that is larger takes a second read. Default 512 KiB.
 * @throws ArchiveError `bad-parquet` if it is no Parquet file.
 * @throws Whatever reading a range throws, as it is: a store that fails says nothing of what it holds.
 */
export async function openPart(file: Uint8Array | AsyncBuffer, options: { readonly footerBytes?: number } = {}): Promise<PartReader> {
  const { footerBytes = DEFAULT_FOOTER_BYTES } = options
  const buffer = file instanceof Uint8Array ? toAsyncBuffer(file) : file
  const footer = await readFooterOf(buffer, footerBytes)
  const rowGroupRows = footer.row_groups.map((group) => Number(group.num_rows))
  const rowGroup = (number: number, table: Table): Promise<RowBatch> => readRowGroup(buffer, footer, { number, rowGroupRows }, table)
  return {
    metadata: new Map(footer.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
    rows: Number(footer.num_rows),
    rowGroupRows,
    rowGroup,
    async *rowGroups(table) {
      for (const number of rowGroupRows.keys()) yield await rowGroup(number, table)
    },
  }
}

async function readFooterOf(file: AsyncBuffer, initialFetchSize: number): Promise<FileMetaData> {
  let fault: { readonly error: unknown } | undefined
  const slice = async (start: number, end?: number): Promise<ArrayBuffer> => {
    try {
      return await file.slice(start, end)
    } catch (error) {
      fault = { error }
      throw error
    }
  }
  try {
    return await parquetMetadataAsync({ byteLength: file.byteLength, slice }, { initialFetchSize })
  } catch (cause) {
    if (fault) throw fault.error
    throw new ArchiveError('This is no Parquet file, or it was cut off', { code: 'bad-parquet', cause, hint: 'Run the rebuild again.' })
  }
}

async function readRowGroup(
  file: AsyncBuffer,
  footer: FileMetaData,
  { number, rowGroupRows }: { readonly number: number; readonly rowGroupRows: readonly number[] },
  table: Table,
): Promise<RowBatch> {
  const rows = rowGroupRows[number]
  if (rows === undefined) {
    throw new OptionError(`The part has ${rowGroupRows.length} row groups, and none of the number ${number}`, { code: 'no-such-row-group' })
  }
  const there = new Set(footer.schema.slice(1).map(({ name }) => name))
  const known = table.columns.filter(({ name }) => there.has(name))
  const rowStart = rowGroupRows.slice(0, number).reduce((sum, count) => sum + count, 0)
  const columns = await readColumns(file, footer, known, rowStart, rows)
  const empty: Cell[] = new Array<Cell>(rows).fill(null)
  return { table, rows, cells: (column) => columns.get(table.columns[column]!.name) ?? empty }
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly Column[],
  rowStart: number,
  rows: number,
): Promise<Map<string, Cell[]>> {
  const found = new Map(columns.map(({ name }) => [name, new Array<Cell>(rows).fill(null)]))
  await parquetRead({
    file,
    metadata,
    columns: columns.map(({ name }) => name),
    rowStart,
    rowEnd: rowStart + rows,
    parsers: PARSERS,
    compressors: platform.pageDecoders,
    onChunk: ({ columnName, columnData, rowStart: chunkStart }) => {
      const cells = found.get(columnName)!
      for (let i = 0; i < columnData.length; i++) cells[chunkStart - rowStart + i] = (columnData[i] ?? null) as Cell
    },
  })
  return found
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
