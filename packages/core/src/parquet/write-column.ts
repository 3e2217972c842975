import { platform } from '#platform'
import type { ColumnChunk as ChunkMetadata, Encoding, SchemaElement } from 'hyparquet'
import type { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import type { CompressPage } from '../platform/platform.js'
import type { ColumnData } from '../tables/column-data.js'
import type { ColumnType } from '../tables/table-plan.js'
import { encodeBoolean } from './encode-boolean.js'
import { encodeDays, encodeDouble } from './encode-double.js'
import { encodeInt64 } from './encode-int64.js'
import { encodeText } from './encode-text.js'
import type { EncodedColumn } from './encoded-column.js'
import { PageBytes } from './page-bytes.js'
import { writeLevels } from './rle-hybrid.js'

/** Less than this is not worth a compressor's call. */
const SMALL_BYTES = 64

const levels = new PageBytes()

/**
 * Write the pages of one column chunk: a dictionary, if there is one, and one data page. They depend on the values alone.
 *
 * @returns what the footer says of it.
 */
export function writeColumn(out: ByteWriter, element: SchemaElement, type: ColumnType, data: ColumnData): ChunkMetadata {
  const { name: codec, compress } = platform.pageCodec
  const { count, rows, present } = data
  const encoded = encode(data, type, compress)
  // In doubles as they are the higher level finds half as much again; in other pages hardly anything.
  const effort = data.kind === 'double' && encoded.encoding === 'PLAIN' ? 'more' : 'less'
  const start = out.offset
  const { dictionary, encoding, bounds } = encoded
  const isSmall = encoded.data.length + (dictionary?.bytes.length ?? 0) < SMALL_BYTES
  let uncompressed = 0
  if (dictionary) {
    const bytes = isSmall ? dictionary.bytes : compress(dictionary.bytes, 'less')
    const headerAt = out.offset
    writePageHeader(out, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: dictionary.bytes.length,
      compressed_page_size: bytes.length,
      dictionary_page_header: { num_values: dictionary.values, encoding: 'PLAIN' },
    })
    uncompressed += out.offset - headerAt + dictionary.bytes.length
    out.appendBytes(bytes)
  }
  const pageAt = out.offset
  levels.begin(0)
  if (element.repetition_type !== 'REQUIRED') writeLevels(levels, present, rows)
  const compressed = encoded.data.length < SMALL_BYTES ? undefined : compress(encoded.data, effort)
  const pays = compressed !== undefined && compressed.length < encoded.data.length
  const body = pays ? compressed : encoded.data
  writePageHeader(out, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.length + encoded.data.length,
    compressed_page_size: levels.length + body.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: rows - count,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: pays,
    },
  })
  uncompressed += out.offset - pageAt + levels.length + encoded.data.length
  out.appendBytes(levels.content())
  out.appendBytes(body)
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type!,
      encodings: dictionary ? ['PLAIN', 'RLE', encoding] : [encoding, 'RLE'],
      path_in_schema: [element.name],
      codec: isSmall ? 'UNCOMPRESSED' : codec,
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(out.offset - start),
      data_page_offset: BigInt(pageAt),
      ...(dictionary ? { dictionary_page_offset: BigInt(start) } : {}),
      statistics: { ...bounds, null_count: BigInt(rows - count) },
      encoding_stats: encodingStats(encoding, dictionary !== undefined),
    },
  }
}

type PageKinds = NonNullable<NonNullable<ChunkMetadata['meta_data']>['encoding_stats']>

function encodingStats(encoding: Encoding, hasDictionary: boolean): PageKinds {
  const page = { page_type: 'DATA_PAGE_V2', encoding, count: 1 } as const
  return hasDictionary ? [{ page_type: 'DICTIONARY_PAGE', encoding: 'PLAIN', count: 1 }, page] : [page]
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
