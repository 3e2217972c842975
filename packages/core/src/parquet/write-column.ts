import { platform } from '#platform'
import type { CompressPage } from '../platform/platform.js'
import type { ColumnData } from '../tables/column-data.js'
import type { ColumnType } from '../tables/table-plan.js'
import { encodeBoolean } from './encode-boolean.js'
import { encodeDays, encodeDouble } from './encode-double.js'
import { encodeInt64 } from './encode-int64.js'
import { encodeText } from './encode-text.js'
import type { EncodedColumn } from './encoded-column.js'
import type { ColumnChunk } from './file-metadata.js'
import { PageBytes } from './page-bytes.js'
import { writeDataPageHeader, writeDictionaryPageHeader } from './page-header.js'
import type { ParquetColumn } from './parquet-schema.js'
import type { PartBytes } from './part-bytes.js'
import { writeLevels } from './rle-hybrid.js'

/** Less than this is not worth a compressor's call. */
const SMALL_BYTES = 64

const levels = new PageBytes()

/** Write the pages of one column chunk: a dictionary, if there is one, and one data page. They depend on the values alone. */
export function writeColumn(out: PartBytes, column: ParquetColumn, type: ColumnType, data: ColumnData): ColumnChunk {
  const { name: codec, compress } = platform.pageCodec
  const { count, rows, present } = data
  const { dictionary, encoding, bounds, data: values } = encode(data, type, compress)
  // In doubles as they are the higher level finds half as much again; in other pages hardly anything.
  const effort = data.kind === 'double' && encoding === 'PLAIN' ? 'more' : 'less'
  const start = out.offset
  const isSmall = values.length + (dictionary?.bytes.length ?? 0) < SMALL_BYTES
  let uncompressedBytes = 0
  if (dictionary) {
    const bytes = isSmall ? dictionary.bytes : compress(dictionary.bytes, 'less')
    writeDictionaryPageHeader(out, { uncompressedBytes: dictionary.bytes.length, compressedBytes: bytes.length }, dictionary.values)
    uncompressedBytes += out.offset - start + dictionary.bytes.length
    out.appendBytes(bytes)
  }
  const dataPageAt = out.offset
  levels.begin(0)
  if (column.repetition === 'OPTIONAL') writeLevels(levels, present, rows)
  const compressed = values.length < SMALL_BYTES ? undefined : compress(values, effort)
  const isCompressed = compressed !== undefined && compressed.length < values.length
  const body = isCompressed ? compressed : values
  const nulls = rows - count
  const sizes = { uncompressedBytes: levels.length + values.length, compressedBytes: levels.length + body.length }
  writeDataPageHeader(out, { ...sizes, rows, nulls, encoding, levelsBytes: levels.length, isCompressed })
  uncompressedBytes += out.offset - dataPageAt + levels.length + values.length
  out.appendBytes(levels.content())
  out.appendBytes(body)
  return {
    column,
    codec: isSmall ? 'UNCOMPRESSED' : codec,
    rows,
    nulls,
    encoding,
    hasDictionary: dictionary !== undefined,
    start,
    dataPageAt,
    end: out.offset,
    uncompressedBytes,
    bounds,
  }
}

function encode(data: ColumnData, type: ColumnType, compress: CompressPage): EncodedColumn {
  switch (data.kind) {
    case 'boolean':
      return encodeBoolean(data)
    case 'int64':
      return encodeInt64(data)
    case 'double':
      return type === 'date' ? encodeDays(data) : encodeDouble(data, compress)
    default:
      return encodeText(data)
  }
}
