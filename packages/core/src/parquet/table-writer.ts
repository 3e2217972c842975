import { platform } from '#platform'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { CoercionError } from '../errors.js'
import type { ColumnChunk } from '../columns/column-chunk.js'
import type { Table } from '../tables/table-plan.js'
import { parquetSchema } from './parquet-schema.js'
import { writeColumn } from './write-column.js'

/** Footer entries, for readers that want to know where a part came from. */
export type KeyValueMetadata = Readonly<Record<string, string>>

/**
 * Minima and maxima of text are kept whole in a footer up to this length. Of longer text, the minimum is its beginning and the maximum its
 * beginning rounded up, both of whole characters, and `is_min_value_exact` or `is_max_value_exact` is false.
 */
const EXACT_BOUND_BYTES = 256

/** `num_rows` is 0 and `row_groups` a list of nothing, as hyparquet-writer 0.17 writes it. */
const NO_ROW_GROUPS = [0x16, 0x00, 0x19, 0x00] as const
const STRUCT = 0x0c

/**
 * Writes one part: row groups as they come, then the footer. The same row groups give the same bytes.
 *
 * Pages are ZSTD where the platform has it (Node), else SNAPPY. The bounds in statistics are exact up to 256 bytes of text.
 */
export class TableWriter {
  readonly #bytes = new ByteWriter()
  readonly #parquet: ParquetWriter
  readonly #metadata: { readonly key: string; readonly value: string }[]
  readonly #table: string
  readonly #elements: readonly SchemaElement[]
  #rows = 0

  constructor(table: Table, metadata: KeyValueMetadata = {}) {
    this.#table = table.name
    this.#metadata = toEntries(metadata)
    const schema = parquetSchema(table)
    this.#elements = schema.slice(1)
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema,
      codec: platform.pageCodec.name,
      statisticsTruncateLength: EXACT_BOUND_BYTES,
      kvMetadata: this.#metadata,
      createdBy: 'bridge-downstream',
    })
  }

  /** Rows written so far. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes written so far, without the footer. */
  get sizeBytes(): number {
    return this.#bytes.offset
  }

  /** @param chunks the table's columns, in its order, all of `rows` values. */
  writeRowGroup(chunks: readonly ColumnChunk[], rows: number): void {
    const start = this.#bytes.offset
    try {
      const columns = chunks.map((chunk, i) => writeColumn(this.#bytes, this.#elements[i]!, chunk))
      // The writer makes the footer of the row groups that it knows of.
      this.#parquet.row_groups.push({
        columns,
        total_byte_size: columns.reduce((sum, { meta_data }) => sum + meta_data!.total_uncompressed_size, 0n),
        total_compressed_size: BigInt(this.#bytes.offset - start),
        num_rows: BigInt(rows),
      })
      this.#parquet.num_rows += BigInt(rows)
    } catch (cause) {
      // An encoder's own message may hold a value.
      throw new CoercionError('A row group could not be encoded', { code: 'encoding-failed', table: this.#table, cause })
    }
    this.#rows += rows
  }

  /** The bytes written since the last call. */
  take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice()
    // The writer's offset goes on; only its buffer begins anew.
    this.#bytes.index = 0
    return bytes
  }

  /**
   * Write the footer; no row group can follow.
   *
   * @param metadata footer entries that were not known at the beginning.
   */
  finish(metadata: KeyValueMetadata = {}): void {
    // The writer holds this list, and writes it now.
    this.#metadata.push(...toEntries(metadata))
    void this.#parquet.finish()
    if (this.#rows === 0) nameElementsOfNoRowGroups(this.#bytes.getBytes())
  }
}

function toEntries(metadata: KeyValueMetadata): { key: string; value: string }[] {
  return Object.entries(metadata).map(([key, value]) => ({ key, value }))
}

/**
 * Give the empty list of row groups its element type, in place. hyparquet-writer 0.17 writes 0 there, which is no type of Thrift's compact
 * protocol, and Arrow's Rust reader refuses the file.
 */
function nameElementsOfNoRowGroups(part: Uint8Array): void {
  // The last place: a column's name may hold any bytes, but what follows the list holds no NUL before the column orders.
  const last = part.findLastIndex((_, at) => NO_ROW_GROUPS.every((byte, i) => part[at + i] === byte))
  if (last >= 0) part[last + NO_ROW_GROUPS.length - 1] = STRUCT
}
