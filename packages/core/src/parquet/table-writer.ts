import { CoercionError } from '../errors.js'
import type { ColumnData } from '../tables/column-data.js'
import type { Table } from '../tables/table-plan.js'
import { writeFileMetadata, writeRowGroup, type KeyValueMetadata } from './file-metadata.js'
import { parquetColumns, type ParquetColumn } from './parquet-schema.js'
import { PartBytes } from './part-bytes.js'
import { writeColumn } from './write-column.js'

const FIRST_BYTES = 1024
/** Row groups of a table are much alike; one that is a little larger should fit too. */
const SPARE_ROOM = 1.125
/** `PAR1` */
const MAGIC = 0x31524150

/**
 * Writes one part: row groups as they come, then the footer. The same row groups give the same bytes.
 *
 * Pages are ZSTD where the platform has it (Node), else SNAPPY. The bounds in statistics are exact up to 256 bytes of text.
 */
export class TableWriter {
  #bytes = new PartBytes(0)
  /** Of the row group that comes next, by the one before. */
  #expectedBytes = FIRST_BYTES
  /** What the footer says of row groups, as it does: of a large file that is less than objects would be. */
  readonly #rowGroups = new PartBytes(0)
  #rowGroupCount = 0
  readonly #metadata: KeyValueMetadata
  readonly #table: Table
  readonly #columns: readonly ParquetColumn[]
  #rows = 0

  constructor(table: Table, metadata: KeyValueMetadata = {}) {
    this.#table = table
    this.#metadata = metadata
    this.#columns = parquetColumns(table)
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
      const chunks = this.#columns.map((column, i) => writeColumn(this.#bytes, column, this.#table.columns[i]!.type, data[i]!))
      writeRowGroup(this.#rowGroups, chunks, rows)
    } catch (cause) {
      // An encoder's own message may hold a value.
      throw new CoercionError('A row group could not be encoded', { code: 'encoding-failed', table: this.#table.name, cause })
    }
    this.#rows += rows
    this.#rowGroupCount++
    this.#expectedBytes = Math.ceil((this.#bytes.offset - start) * SPARE_ROOM)
  }

  /** The bytes written since the last call. They are the caller's: a part that waits for its footer keeps no memory. */
  take(): Uint8Array {
    const { offset } = this.#bytes
    const bytes = this.#bytes.getBytes()
    this.#bytes = new PartBytes(0)
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
    writeFileMetadata(this.#bytes, {
      columns: this.#columns,
      rows: this.#rows,
      rowGroups: this.#rowGroups.getBytes(),
      rowGroupCount: this.#rowGroupCount,
      keyValues: [...Object.entries(this.#metadata), ...Object.entries(metadata)],
    })
    this.#bytes.appendUint32(MAGIC)
  }
}
