import { toColumnChunks } from '../columns/column-chunk.js'
import type { JsonDocument } from '../documents/json-document.js'
import { TableWriter } from '../parquet/table-writer.js'
import type { Cell } from '../tables/column-cells.js'
import { DocumentFlattener, type LeafCounts, type RowBatch } from '../tables/flatten-documents.js'
import { slicePlan } from '../tables/plan-slices.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import type { LedgerTable } from './ledger.js'

/** One part of one table, as a Parquet file. */
export interface RelationalizedTable {
  readonly dataset: string
  readonly table: Table
  readonly plan: TablePlan
  /** Number of the part within its table, from 0. */
  readonly part: number
  readonly rows: number
  /** The Parquet file. */
  readonly bytes: Uint8Array
}

export interface DatasetWriterOptions {
  readonly rowGroupRows?: number | undefined
  readonly partSizeBytes?: number | undefined
}

/** What every part says of where it came from. */
export interface PartOrigin {
  /** Fingerprint of the dataset's schema. */
  readonly fingerprint: string
  /** Digest of the archives that the dataset is made from. */
  readonly inputs: string
}

const DEFAULT_PART_SIZE_BYTES = 128 * 1024 ** 2

interface OpenTable {
  readonly table: Table
  /** Place in the plan's list of tables. */
  readonly ordinal: number
  writer: TableWriter | undefined
  parts: number
  rows: number
}

/** Takes the documents of one dataset and gives its tables, part by part. */
export class DatasetWriter {
  readonly plan: TablePlan
  documents = 0
  readonly #flattener: DocumentFlattener
  readonly #partSizeBytes: number
  readonly #metadata: Readonly<Record<string, string>>
  readonly #tables: ReadonlyMap<string, OpenTable>
  readonly #done: RelationalizedTable[] = []

  constructor(plan: TablePlan, origin: PartOrigin, options: DatasetWriterOptions) {
    this.plan = plan
    this.#partSizeBytes = options.partSizeBytes ?? DEFAULT_PART_SIZE_BYTES
    this.#tables = new Map(plan.tables.map((table, ordinal) => [table.name, { table, ordinal, writer: undefined, parts: 0, rows: 0 }]))
    this.#metadata = {
      'relationalize.version': '1',
      'relationalize.dataset': plan.dataset,
      'relationalize.fingerprint': origin.fingerprint,
      'relationalize.inputs': origin.inputs,
    }
    this.#flattener = new DocumentFlattener(plan, { rowGroupRows: options.rowGroupRows, onBatch: (batch) => this.#write(batch) })
  }

  get leaves(): LeafCounts {
    return this.#flattener.leaves
  }

  /** Rows and parts of each table that was written. */
  get tables(): LedgerTable[] {
    return [...this.#tables.values()]
      .filter(({ parts }) => parts > 0)
      .map(({ table, rows, parts }) => ({ dataset: this.plan.dataset, table: table.name, rows, parts }))
  }

  add(document: JsonDocument, injected: Readonly<Record<string, Cell>>): void {
    this.documents++
    this.#flattener.add(document, injected)
  }

  /** The parts that are complete. */
  *drain(): Generator<RelationalizedTable, void, undefined> {
    yield* this.#done.splice(0)
  }

  /** The parts that are left. A table without rows is written too, so that its columns are known; an empty residue is not. */
  *finish(): Generator<RelationalizedTable, void, undefined> {
    this.#flattener.finish()
    for (const open of this.#tables.values()) {
      if (!open.writer && open.parts === 0 && open.table.kind !== 'residue') open.writer = this.#createWriter(open)
      this.#closePart(open)
    }
    yield* this.drain()
  }

  #write(batch: RowBatch): void {
    const open = this.#tables.get(batch.table.name)!
    const writer = (open.writer ??= this.#createWriter(open))
    writer.writeRowGroup(toColumnChunks(batch), batch.rows)
    open.rows += batch.rows
    if (writer.sizeBytes >= this.#partSizeBytes) this.#closePart(open)
  }

  #createWriter({ table, ordinal }: OpenTable): TableWriter {
    const plan = JSON.stringify(slicePlan(this.plan, ordinal))
    return new TableWriter(table, { ...this.#metadata, 'relationalize.plan': plan })
  }

  #closePart(open: OpenTable): void {
    if (!open.writer) return
    const { rows } = open.writer
    this.#done.push({
      dataset: this.plan.dataset,
      table: open.table,
      plan: this.plan,
      part: open.parts++,
      rows,
      bytes: open.writer.finish(),
    })
    open.writer = undefined
  }
}
