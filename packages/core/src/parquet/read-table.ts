import { platform } from '#platform'
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData, type ParquetParsers } from 'hyparquet'
import { ArchiveError } from '../errors.js'
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
  return {
    metadata: new Map(footer.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
    rows: Number(footer.num_rows),
    rowGroups: (table) => readRowGroups(buffer, footer, table),
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

async function* readRowGroups(file: AsyncBuffer, footer: FileMetaData, table: Table): AsyncGenerator<RowBatch, void, undefined> {
  const there = new Set(footer.schema.slice(1).map(({ name }) => name))
  const known = table.columns.filter(({ name }) => there.has(name))
  let rowStart = 0
  for (const group of footer.row_groups) {
    const rows = Number(group.num_rows)
    const columns = await readColumns(file, footer, known, rowStart, rows)
    const empty: Cell[] = new Array<Cell>(rows).fill(null)
    yield { table, rows, cells: (column) => columns.get(table.columns[column]!.name) ?? empty }
    rowStart += rows
  }
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
