import type { Encoding } from 'hyparquet'
import { CompressionCodecs, Encodings, PageTypes, ParquetTypes } from 'hyparquet/src/constants.js'
import { statistics, type Bounds } from './bounds.js'
import { schemaElements, type ParquetColumn } from './parquet-schema.js'
import { PartBytes } from './part-bytes.js'
import { BINARY, I32, I64, LIST, STRUCT, struct, writeStruct, type ThriftStruct } from './thrift.js'

/** Footer entries, for readers that want to know where a part came from. */
export type KeyValueMetadata = Readonly<Record<string, string>>

/** Of one column in one row group. Places and sizes are in bytes of the file. */
export interface ColumnChunk {
  readonly column: ParquetColumn
  readonly codec: 'ZSTD' | 'SNAPPY' | 'UNCOMPRESSED'
  readonly rows: number
  readonly nulls: number
  readonly encoding: Encoding
  readonly hasDictionary: boolean
  readonly start: number
  readonly dataPageAt: number
  readonly end: number
  readonly uncompressedBytes: number
  readonly bounds: Bounds | undefined
}

const VERSION = 2
const CREATED_BY = 'bridge-downstream'
const EMPTY = struct()
const DICTIONARY_PAGE = struct([1, I32, PageTypes.indexOf('DICTIONARY_PAGE')], [2, I32, Encodings.indexOf('PLAIN')], [3, I32, 1])
/** Begins the field of a struct whose id is one more than that of the field before. */
const NEXT_FIELD = 1 << 4
const LONG_LIST = 15

/** Write what the footer says of a row group: a RowGroup of Parquet's metadata. */
export function writeRowGroup(out: PartBytes, chunks: readonly ColumnChunk[], rows: number): void {
  const uncompressed = chunks.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0)
  const compressed = chunks.reduce((sum, { start, end }) => sum + end - start, 0)
  writeStruct(
    out,
    struct([1, LIST, chunks.map(columnChunk)], [2, I64, BigInt(uncompressed)], [3, I64, BigInt(rows)], [6, I64, BigInt(compressed)]),
  )
}

function columnChunk(chunk: ColumnChunk): ThriftStruct {
  const { column, rows, encoding, hasDictionary, start } = chunk
  const encodings: Encoding[] = hasDictionary ? ['PLAIN', 'RLE', encoding] : [encoding, 'RLE']
  const dataPage = struct([1, I32, PageTypes.indexOf('DATA_PAGE_V2')], [2, I32, Encodings.indexOf(encoding)], [3, I32, 1])
  return struct(
    [2, I64, BigInt(start)],
    [
      3,
      STRUCT,
      struct(
        [1, I32, ParquetTypes.indexOf(column.type)],
        [2, LIST, encodings.map((name) => Encodings.indexOf(name))],
        [3, LIST, [column.name]],
        [4, I32, CompressionCodecs.indexOf(chunk.codec)],
        [5, I64, BigInt(rows)],
        [6, I64, BigInt(chunk.uncompressedBytes)],
        [7, I64, BigInt(chunk.end - start)],
        [9, I64, BigInt(chunk.dataPageAt)],
        [11, I64, hasDictionary ? BigInt(start) : undefined],
        [12, STRUCT, statistics(chunk.bounds, chunk.nulls)],
        [13, LIST, hasDictionary ? [DICTIONARY_PAGE, dataPage] : [dataPage]],
      ),
    ],
  )
}

export interface FileMetadata {
  readonly columns: readonly ParquetColumn[]
  readonly rows: number
  /** Of {@link writeRowGroup}, one after the other. */
  readonly rowGroups: Uint8Array
  readonly rowGroupCount: number
  readonly keyValues: readonly (readonly [key: string, value: string])[]
}

/** Write the FileMetaData of Parquet, and its length. */
export function writeFileMetadata(out: PartBytes, { columns, rows, rowGroups, rowGroupCount, keyValues }: FileMetadata): void {
  const start = out.offset
  const before = new PartBytes()
  writeStruct(before, struct([1, I32, VERSION], [2, LIST, schemaElements(columns)], [3, I64, BigInt(rows)]))
  // It goes on, so it does not end yet.
  out.appendBytes(before.getBytes().subarray(0, -1))
  out.appendUint8(NEXT_FIELD | LIST)
  out.appendUint8((Math.min(rowGroupCount, LONG_LIST) << 4) | STRUCT)
  if (rowGroupCount >= LONG_LIST) out.appendVarInt(rowGroupCount)
  out.appendBytes(rowGroups)
  // An id is written as what it is more than the one before: after 4, these are 5, 6 and 7.
  const orders = columns.map(() => struct([1, STRUCT, EMPTY]))
  const entries = keyValues.map(([key, value]) => struct([1, BINARY, key], [2, BINARY, value]))
  writeStruct(out, struct([1, LIST, entries], [2, BINARY, CREATED_BY], [3, LIST, orders]))
  out.appendUint32(out.offset - start)
}
