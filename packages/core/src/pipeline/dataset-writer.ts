import { toColumnChunks } from '../columns/column-chunk.js'
import type { JsonDocument } from '../documents/json-document.js'
import { TableWriter } from '../parquet/table-writer.js'
import type { Cell } from '../tables/cell.js'
import { DocumentFlattener, type LeafCounts } from '../tables/flatten-documents.js'
import { slicePlan } from '../tables/plan-slices.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import type { RowBatch } from '../tables/table-rows.js'
import type { LedgerTable } from './ledger.js'
import type { OpenPartOutput, PartOutput } from './part-output.js'

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

interface TableState {
  readonly table: Table
  /** Place in the plan's list of tables. */
  readonly ordinal: number
  open: { readonly writer: TableWriter; readonly output: PartOutput } | undefined
  parts: number
  rows: number
}

/** Takes the documents of one dataset and writes its tables, row group by row group. */
export class DatasetWriter {
  readonly plan: TablePlan
  documents = 0
  readonly #flattener: DocumentFlattener
  readonly #partSizeBytes: number
  readonly #metadata: Readonly<Record<string, string>>
  readonly #tables: ReadonlyMap<string, TableState>
  readonly #openOutput: OpenPartOutput
  /** Outputs that are waited for before more documents are taken. */
  #pending: Promise<void>[] = []

  constructor(plan: TablePlan, origin: PartOrigin, openOutput: OpenPartOutput, options: DatasetWriterOptions) {
    this.plan = plan
    this.#openOutput = openOutput
    this.#partSizeBytes = options.partSizeBytes ?? DEFAULT_PART_SIZE_BYTES
    this.#tables = new Map(plan.tables.map((table, ordinal) => [table.name, { table, ordinal, open: undefined, parts: 0, rows: 0 }]))
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

  /** Outputs are waiting: `settle` should be awaited before the next document. */
  get isBusy(): boolean {
    return this.#pending.length > 0
  }

  add(document: JsonDocument, injected: Readonly<Record<string, Cell>>): void {
    this.documents++
    this.#flattener.add(document, injected)
  }

  async settle(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    await Promise.all(pending)
  }

  /** Write what is left. A table without rows is written too, so that its columns are known; an empty residue is not. */
  async finish(): Promise<void> {
    this.#flattener.finish()
    for (const state of this.#tables.values()) {
      if (!state.open && state.parts === 0 && state.table.kind !== 'residue') this.#open(state)
      this.#close(state)
    }
    await this.settle()
  }

  #write(batch: RowBatch): void {
    const state = this.#tables.get(batch.table.name)!
    const { writer, output } = this.#open(state)
    writer.writeRowGroup(toColumnChunks(batch), batch.rows)
    state.rows += batch.rows
    output.write(writer.take())
    if (writer.sizeBytes >= this.#partSizeBytes) this.#close(state)
    else this.#pending.push(output.settle())
  }

  #open(state: TableState): NonNullable<TableState['open']> {
    if (state.open) return state.open
    const { table, ordinal, parts } = state
    const plan = JSON.stringify(slicePlan(this.plan, ordinal))
    const writer = new TableWriter(table, { ...this.#metadata, 'relationalize.plan': plan })
    return (state.open = { writer, output: this.#openOutput({ plan: this.plan, table, part: parts }) })
  }

  #close(state: TableState): void {
    if (!state.open) return
    const { writer, output } = state.open
    state.open = undefined
    state.parts++
    writer.finish()
    output.write(writer.take())
    this.#pending.push(output.close(writer.rows))
  }
}
