import type { SchemaElement } from 'hyparquet'
// Its parts one by one: all together are half as much code again as the rest of a small program, and are compiled at every cold start.
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { CoercionError } from '../errors.js'
import type { ColumnData } from '../tables/column-data.js'
import type { Table } from '../tables/table-plan.js'
import { parquetSchema } from './parquet-schema.js'
import { RowGroupList } from './row-group-list.js'
import { writeColumn } from './write-column.js'

/** Footer entries, for readers that want to know where a part came from. */
export type KeyValueMetadata = Readonly<Record<string, string>>

/**
 * Minima and maxima of text are kept whole in a footer up to this length. Of longer text, the minimum is its beginning and the maximum its
 * beginning rounded up, both of whole characters, and `is_min_value_exact` or `is_max_value_exact` is false.
 */
const EXACT_BOUND_BYTES = 256

const FIRST_BYTES = 1024
/** Row groups of a table are much alike; one that is a little larger should fit too. */
const SPARE_ROOM = 1.125
/** `PAR1` */
const MAGIC = 0x31524150
/** `num_rows` is 0 and `row_groups` a list of nothing, as hyparquet-writer 0.17 writes it. */
const NO_ROW_GROUPS = [0x16, 0x00, 0x19, 0x00] as const
const STRUCT = 0x0c

/**
 * Writes one part: row groups as they come, then the footer. The same row groups give the same bytes.
 *
 * Pages are ZSTD where the platform has it (Node), else SNAPPY. The bounds in statistics are exact up to 256 bytes of text.
 */
export class TableWriter {
  #bytes = new ByteWriter(0)
  /** Of the row group that comes next, by the one before. */
  #expectedBytes = FIRST_BYTES
  readonly #rowGroups = new RowGroupList()
  readonly #metadata: { readonly key: string; readonly value: string }[]
  readonly #table: Table
  readonly #schema: SchemaElement[]
  readonly #elements: readonly SchemaElement[]
  #rows = 0

  constructor(table: Table, metadata: KeyValueMetadata = {}) {
    this.#table = table
    this.#metadata = toEntries(metadata)
    this.#schema = parquetSchema(table)
    this.#elements = this.#schema.slice(1)
    this.#bytes.appendUint32(MAGIC)
  }

  /** Rows written so far. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes written so far, without the footer. */
  get sizeBytes(): number {
    return this.#bytes.offset
  }

  /** @param data of the table's columns, in its order, all of `rows` rows. */
  writeRowGroup(data: readonly ColumnData[], rows: number): void {
    this.#bytes.ensure(this.#expectedBytes)
    const start = this.#bytes.offset
    try {
      const columns = this.#table.columns.map(({ type }, i) => writeColumn(this.#bytes, this.#elements[i]!, type, data[i]!))
      this.#rowGroups.push({
        columns,
        total_byte_size: columns.reduce((sum, { meta_data }) => sum + meta_data!.total_uncompressed_size, 0n),
        total_compressed_size: BigInt(this.#bytes.offset - start),
        num_rows: BigInt(rows),
      })
    } catch (cause) {
      // An encoder's own message may hold a value.
      throw new CoercionError('A row group could not be encoded', { code: 'encoding-failed', table: this.#table.name, cause })
    }
    this.#rows += rows
    this.#expectedBytes = Math.ceil((this.#bytes.offset - start) * SPARE_ROOM)
  }

  /** The bytes written since the last call. They are the caller's: a part that waits for its footer keeps no memory. */
  take(): Uint8Array {
    const { offset } = this.#bytes
    const bytes = this.#bytes.getBytes()
    this.#bytes = new ByteWriter(0)
    // The part goes on; only its buffer begins anew.
    this.#bytes.offset = offset
    return bytes
  }

  /**
   * Write the footer; no row group can follow.
   *
   * @param metadata footer entries that were not known at the beginning.
   */
  finish(metadata: KeyValueMetadata = {}): void {
    const footer = {
      version: 2,
      created_by: 'bridge-downstream',
      schema: this.#schema,
      num_rows: BigInt(this.#rows),
      row_groups: this.#rowGroups,
      key_value_metadata: [...this.#metadata, ...toEntries(metadata)],
      // Not written: it follows from what is.
      metadata_length: 0,
    }
    writeMetadata(this.#bytes, footer, EXACT_BOUND_BYTES)
    this.#bytes.appendUint32(MAGIC)
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
