import { toColumnChunks } from '../columns/column-chunk.js'
import { EntryRoad, type Road } from '../columns/entry-road.js'
import type { DocumentOrigin, JsonDocument } from '../documents/json-document.js'
import { readDocuments } from '../documents/read-documents.js'
import { LedgerError } from '../errors.js'
import type { ParseOptions } from '../json/parse-json.js'
import { TableWriter, type KeyValueMetadata } from '../parquet/table-writer.js'
import type { Cell } from '../tables/cell.js'
import { DocumentFlattener, type LeafCounts } from '../tables/flatten-documents.js'
import { slicePlan } from '../tables/plan-slices.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import type { FilledBatch } from '../tables/table-rows.js'
import type { LedgerTable } from './ledger.js'
import type { OpenPartOutput, PartOutput } from './part-output.js'

export interface DatasetWriterOptions {
  readonly rowGroupRows?: number | undefined
  readonly partSizeBytes?: number | undefined
  /** How bytes of entries become columns. Default `auto`. */
  readonly road?: Road | undefined
}

/** What every part says of where it came from. */
export interface PartOrigin {
  /** Fingerprint of the dataset's schema, where it is known. */
  readonly fingerprint: string | undefined
  /** Digest of what the dataset is made from. */
  readonly inputs: string
  /** Further entries of the footers of a table's parts. */
  readonly further?: ((table: Table) => KeyValueMetadata) | undefined
}

export const DEFAULT_PART_SIZE_BYTES: number = 128 * 1024 ** 2

interface TableState {
  readonly table: Table
  /** Place in the plan's list of tables. */
  readonly ordinal: number
  open: { readonly writer: TableWriter; readonly output: PartOutput } | undefined
  parts: number
  /** Rows that the flattener handed over. */
  rows: number
  /** Rows of the parts that are closed, as their writers have counted them. */
  closedRows: number
}

/** Takes the documents of one dataset and writes its tables, row group by row group. */
export class DatasetWriter {
  readonly plan: TablePlan
  documents = 0
  readonly #flattener: DocumentFlattener
  readonly #road: EntryRoad
  readonly #partSizeBytes: number
  readonly #metadata: KeyValueMetadata
  readonly #further: PartOrigin['further']
  readonly #tables: ReadonlyMap<string, TableState>
  readonly #openOutput: OpenPartOutput
  /** Outputs that are waited for before more documents are taken. */
  #pending: Promise<void>[] = []

  constructor(plan: TablePlan, origin: PartOrigin, openOutput: OpenPartOutput, options: DatasetWriterOptions) {
    this.plan = plan
    this.#openOutput = openOutput
    this.#partSizeBytes = options.partSizeBytes ?? DEFAULT_PART_SIZE_BYTES
    this.#tables = new Map(
      plan.tables.map((table, ordinal) => [table.name, { table, ordinal, open: undefined, parts: 0, rows: 0, closedRows: 0 }]),
    )
    this.#metadata = {
      'relationalize.version': '1',
      'relationalize.dataset': plan.dataset,
      ...(origin.fingerprint === undefined ? {} : { 'relationalize.fingerprint': origin.fingerprint }),
      'relationalize.inputs': origin.inputs,
    }
    this.#further = origin.further
    this.#flattener = new DocumentFlattener(plan, { rowGroupRows: options.rowGroupRows, onBatch: (batch) => this.#write(batch) })
    this.#road = new EntryRoad(this.#flattener, options.road ?? 'auto', (bytes, parse) => readDocuments(bytes, parse.place ?? {}, parse))
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

  /** Rows of a table so far, as far as they are in row groups. */
  rowsOf(table: string): number {
    return this.#tables.get(table)?.rows ?? 0
  }

  /** Outputs are waiting: `settle` should be awaited before the next document. */
  get isBusy(): boolean {
    return this.#pending.length > 0
  }

  add(document: JsonDocument, injected: Readonly<Record<string, Cell>>): void {
    this.documents++
    this.#flattener.add(document, injected)
  }

  /**
   * Add the documents of an entry from its bytes. Yields from time to time: `settle` should be awaited then if outputs are waiting.
   *
   * @param first where the first document comes from.
   * @throws DocumentParseError with the place of the first fault.
   */
  *addEntry(
    bytes: Uint8Array,
    first: DocumentOrigin,
    injected: Readonly<Record<string, Cell>>,
    parse: ParseOptions,
  ): Generator<void, void, undefined> {
    this.documents += yield* this.#road.add(bytes, first, injected, parse)
  }

  /**
   * Add the documents of a block of a file, as `readInBlocks` gives it.
   *
   * @returns how many there were.
   */
  addBlock(bytes: Uint8Array, first: DocumentOrigin, injected: Readonly<Record<string, Cell>>, parse: ParseOptions): number {
    const documents = this.#road.addBlock(bytes, first, injected, parse)
    this.documents += documents
    return documents
  }

  async settle(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    await Promise.all(pending)
  }

  /**
   * Write what is left. A table without rows is written too, so that its columns are known; an empty residue is not.
   *
   * @param seal if given, the root table's last part is closed when all others are in place, with the footer entries that this returns.
   * @throws LedgerError `rows-lost` if a table has other rows than its documents.
   */
  async finish(seal?: () => KeyValueMetadata): Promise<void> {
    this.#flattener.finish()
    const [root, ...others] = this.#tables.values()
    if (!seal) this.#end(root!)
    for (const state of others) this.#end(state)
    await this.settle()
    if (!seal) return
    this.#openAnyway(root!)
    this.#checkRows(root!)
    this.#close(root!, seal())
    await this.settle()
  }

  /** No more documents come, and nothing is finished. Resolves when no output is waited for, however that ended. */
  async abandon(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    await Promise.allSettled(pending)
  }

  #end(state: TableState): void {
    if (state.table.kind !== 'residue') this.#openAnyway(state)
    this.#checkRows(state)
    this.#close(state)
  }

  #openAnyway(state: TableState): void {
    if (state.parts === 0) this.#open(state)
  }

  #checkRows({ table, rows, closedRows, open }: TableState): void {
    const written = closedRows + (open?.writer.rows ?? 0)
    if (written === rows) return
    throw new LedgerError(`A table has ${written} rows where ${rows} were made`, { code: 'rows-lost', table: table.name })
  }

  /** A part that is full is closed when more comes for it, so that the last one is open until the end. */
  #write(batch: FilledBatch): void {
    const state = this.#tables.get(batch.table.name)!
    if (state.open && state.open.writer.sizeBytes >= this.#partSizeBytes) this.#close(state)
    const { writer, output } = this.#open(state)
    writer.writeRowGroup(toColumnChunks(batch), batch.rows)
    batch.release()
    state.rows += batch.rows
    output.write(writer.take())
    this.#pending.push(output.settle())
  }

  #open(state: TableState): NonNullable<TableState['open']> {
    if (state.open) return state.open
    const { table, ordinal, parts } = state
    const plan = JSON.stringify(slicePlan(this.plan, ordinal))
    const writer = new TableWriter(table, { ...this.#metadata, ...this.#further?.(table), 'relationalize.plan': plan })
    return (state.open = { writer, output: this.#openOutput({ plan: this.plan, table, part: parts }) })
  }

  #close(state: TableState, metadata?: KeyValueMetadata): void {
    if (!state.open) return
    const { writer, output } = state.open
    state.open = undefined
    state.parts++
    state.closedRows += writer.rows
    writer.finish(metadata)
    output.write(writer.take())
    this.#pending.push(output.close(writer.rows))
  }
}
