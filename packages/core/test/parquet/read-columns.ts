import type { Cell, ColumnType } from '@bridge-downstream/core'
import { DuckDBBlobValue, DuckDBConnection, DuckDBDateValue, DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api'
import { tableFromIPC, type Vector } from 'apache-arrow'
import { parquetMetadata, parquetRead, parquetSchema, type FileMetaData, type ParquetParsers, type SchemaElement } from 'hyparquet'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { readParquet } from 'parquet-wasm'

/** A column as one reader sees it. INT64 and timestamps (in microseconds) are bigints, dates days since the Unix epoch. */
export interface ReadColumn {
  readonly name: string
  /** What the reader calls the type, where that is none of ours. */
  readonly type: ColumnType | (string & {})
  readonly cells: readonly Cell[]
}

/** Reads the parts of one table as one. */
export type ReadColumns = (parts: readonly Uint8Array[]) => Promise<ReadColumn[]>

const DUCKDB_TYPES: Readonly<Record<string, ColumnType>> = {
  BOOLEAN: 'boolean',
  BIGINT: 'integer',
  DOUBLE: 'number',
  VARCHAR: 'string',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  DATE: 'date',
}

const ARROW_TYPES: Readonly<Record<string, ColumnType>> = {
  Bool: 'boolean',
  Int64: 'integer',
  Float64: 'number',
  Utf8: 'string',
  'Timestamp<MICROSECOND, UTC>': 'timestamp',
  'Date32<DAY>': 'date',
}

const HYPARQUET_TYPES: Readonly<Record<string, ColumnType>> = {
  BOOLEAN: 'boolean',
  INT64: 'integer',
  DOUBLE: 'number',
  'BYTE_ARRAY UTF8 STRING': 'string',
  'INT64 TIMESTAMP_MICROS TIMESTAMP MICROS UTC': 'timestamp',
  'INT32 DATE DATE': 'date',
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** hyparquet would make Dates, which hold no microseconds, and take a U+FEFF at the beginning of text for a byte order mark. */
const PARSERS = {
  stringFromBytes: (bytes: Uint8Array | undefined): string | undefined => bytes && decoder.decode(bytes),
  timestampFromMicroseconds: (micros: bigint): bigint => micros,
  dateFromDays: (days: number): number => days,
} satisfies Partial<ParquetParsers>

/** DuckDB, with a folder for the files that it reads. */
export class DuckDbReader implements AsyncDisposable {
  readonly #connection: DuckDBConnection
  readonly #folder: string
  #files = 0

  private constructor(connection: DuckDBConnection, folder: string) {
    this.#connection = connection
    this.#folder = folder
  }

  static async open(): Promise<DuckDbReader> {
    return new DuckDbReader(await DuckDBConnection.create(), await mkdtemp(path.join(tmpdir(), 'bridge-downstream-readers-')))
  }

  /** @returns rows with the values of DuckDB's API; `?` stands for the list of files. */
  async query(sql: string, parts: readonly Uint8Array[]): Promise<Record<string, DuckDBValue>[]> {
    return this.#withFiles(sql, parts, async (text) => (await this.#connection.runAndReadAll(text)).getRowObjects())
  }

  readonly readColumns: ReadColumns = async (parts) =>
    this.#withFiles('read_parquet(?, hive_partitioning = false)', parts, async (source) => {
      const described = await this.#connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)
      const types = described.getRowObjects().map(({ column_type }) => column_type as string)
      // As bytes: the binding would take U+FEFF at the beginning of text for a byte order mark.
      const cells = types.map((type, i) => (type === 'VARCHAR' ? `encode(c${i})` : `c${i}`))
      const names = types.map((_, i) => `c${i}`)
      const reader = await this.#connection.runAndReadAll(`SELECT ${cells.join(', ')} FROM ${source} AS t(${names.join(', ')})`)
      const columns = reader.getColumns()
      return described.getRowObjects().map(({ column_name }, i) => ({
        name: column_name as string,
        type: DUCKDB_TYPES[types[i]!] ?? types[i]!,
        // Without any row there are no columns either.
        cells: (columns[i] ?? []).map(duckDbCell),
      }))
    })

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #withFiles<T>(sql: string, parts: readonly Uint8Array[], use: (sql: string) => Promise<T>): Promise<T> {
    const files = parts.map(() => path.join(this.#folder, `${this.#files++}.parquet`))
    await Promise.all(files.map((file, i) => writeFile(file, parts[i]!)))
    const list = `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')}]`
    const result = await use(sql.replace('?', () => list))
    await Promise.all(files.map((file) => rm(file)))
    return result
  }
}

/** The footer as hyparquet reads it. */
export function readFooter(bytes: Uint8Array): FileMetaData {
  return parquetMetadata(toArrayBuffer(bytes), { parsers: PARSERS })
}

export const readWithHyparquet: ReadColumns = async (parts) => {
  const read = await Promise.all(
    parts.map(async (bytes): Promise<ReadColumn[]> => {
      const file = toArrayBuffer(bytes)
      const metadata = readFooter(bytes)
      const columns = parquetSchema(metadata).children.map(({ element }) => ({
        name: element.name,
        type: HYPARQUET_TYPES[describeElement(element)] ?? describeElement(element),
        cells: [] as Cell[],
      }))
      const compressors = { ZSTD: (input: Uint8Array): Uint8Array => zstdDecompressSync(input) }
      await parquetRead({
        file,
        metadata,
        compressors,
        parsers: PARSERS,
        onComplete: (rows: Cell[][]) => {
          for (const row of rows) for (const [i, { cells }] of columns.entries()) cells.push(row[i] ?? null)
        },
      })
      return columns
    }),
  )
  return concatenate(read)
}

export const readWithArrow: ReadColumns = async (parts) =>
  concatenate(
    parts.map((bytes) => {
      const table = tableFromIPC(readParquet(bytes).intoIPCStream())
      return table.schema.fields.map(({ name, type }, i) => ({
        name,
        type: ARROW_TYPES[String(type)] ?? String(type),
        cells: arrowCells(table.getChildAt(i)),
      }))
    }),
  )

/** A cell as it is stored; a blob is the bytes of text. */
export function duckDbCell(value: DuckDBValue): Cell {
  if (value instanceof DuckDBBlobValue) return decoder.decode(value.bytes)
  if (value instanceof DuckDBTimestampTZValue) return value.micros
  if (value instanceof DuckDBDateValue) return value.days
  return value as Cell
}

/** Text, timestamps and dates as they are stored: `get` would take U+FEFF for a byte order mark, and give milliseconds. */
function arrowCells(vector: Vector | null): Cell[] {
  if (vector === null) return []
  const type = ARROW_TYPES[String(vector.type)]
  if (type !== 'string' && type !== 'timestamp' && type !== 'date') return Array.from(vector, (value: Cell) => value)
  return vector.data.flatMap((data) => {
    const stored = data.values as BigInt64Array | Int32Array | Uint8Array
    const ends = data.valueOffsets as Int32Array
    const cell = (i: number): Cell => (stored instanceof Uint8Array ? decoder.decode(stored.subarray(ends[i], ends[i + 1])) : stored[i]!)
    return Array.from({ length: data.length }, (_, i) => (data.getValid(i) ? cell(i) : null))
  })
}

function describeElement({ type, converted_type, logical_type }: SchemaElement): string {
  const unit = logical_type?.type === 'TIMESTAMP' ? [logical_type.unit, logical_type.isAdjustedToUTC ? 'UTC' : 'local'] : []
  return [type, converted_type, logical_type?.type, ...unit].filter((word) => word !== undefined).join(' ')
}

function concatenate(parts: readonly ReadColumn[][]): ReadColumn[] {
  return parts[0]!.map(({ name, type }, i) => ({ name, type, cells: parts.flatMap((columns) => columns[i]!.cells) }))
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer
}
