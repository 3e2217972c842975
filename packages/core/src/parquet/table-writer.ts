import { platform } from '#platform'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ColumnChunk } from '../columns/column-chunk.js'
import type { Table } from '../tables/table-plan.js'
import { parquetSchema } from './parquet-schema.js'

/** Footer entries, for readers that want to know where a part came from. */
export type KeyValueMetadata = Readonly<Record<string, string>>

/**
 * Writes one part: row groups as they come, then the footer. The same row groups give the same bytes.
 *
 * Pages are ZSTD where the platform has it (Node), else SNAPPY.
 */
export class TableWriter {
  readonly #bytes = new ByteWriter()
  readonly #parquet: ParquetWriter
  #rows = 0

  constructor(table: Table, metadata: KeyValueMetadata) {
    const { name: codec, compress } = platform.pageCodec
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: parquetSchema(table),
      codec,
      compressors: { [codec]: compress },
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
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
    void this.#parquet.write({
      columnData: chunks.map(({ name, values, hasNegativeZero }) => ({
        name,
        data: values as (boolean | number | bigint | string | null)[],
        // The writer's dictionary would turn -0 into +0.
        ...(hasNegativeZero ? { encoding: 'PLAIN' as const } : {}),
      })),
      rowGroupSize: rows,
    })
    this.#rows += rows
  }

  /** The bytes written since the last call. */
  take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice()
    // The writer's offset goes on; only its buffer begins anew.
    this.#bytes.index = 0
    return bytes
  }

  /** Write the footer; no row group can follow. */
  finish(): void {
    void this.#parquet.finish()
  }
}
