import { EntryRoad, type Road } from '../columns/entry-road.js'
import type { DocumentOrigin, JsonDocument } from '../documents/json-document.js'
import { readDocuments } from '../documents/read-documents.js'
import { LedgerError } from '../errors.js'
import type { ParseOptions } from '../json/parse-json.js'
import type { KeyValueMetadata } from '../parquet/file-metadata.js'
import { TableWriter } from '../parquet/table-writer.js'
import type { Cell } from '../tables/cell.js'
import { DocumentFlattener, type LeafCounts } from '../tables/flatten-documents.js'
import { slicePlan } from '../tables/plan-slices.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import type { FilledBatch } from '../tables/table-rows.js'
import type { LedgerTable } from './ledger.js'
import type { OpenPartOutput, PartOutput } from './part-output.js'
import { writtenRows } from './written-rows.js'

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

interface OpenPart {
  readonly writer: TableWriter
  readonly output: PartOutput
}

interface TableState {
  readonly table: Table
  /** Place in the plan's list of tables. */
  readonly ordinal: number
  open: OpenPart | undefined
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
  readonly #tables: ReadonlyMap<string, TableState>
  readonly #openOutput: OpenPartOutput
  #origin: PartOrigin | undefined
  /** Full parts that wait for what their footers say. */
  #waiting: (OpenPart & { readonly state: TableState; readonly metadata: KeyValueMetadata | undefined })[] = []
  /** Outputs that are waited for before more documents are taken. */
  #pending: Promise<void>[] = []

  /** @param origin undefined if it is only known when all documents are: then {@link origin} must be set before the end. */
  constructor(plan: TablePlan, origin: PartOrigin | undefined, openOutput: OpenPartOutput, options: DatasetWriterOptions) {
    this.plan = plan
    this.#origin = origin
    this.#openOutput = openOutput
    this.#partSizeBytes = options.partSizeBytes ?? DEFAULT_PART_SIZE_BYTES
    this.#tables = new Map(
      plan.tables.map((table, ordinal) => [table.name, { table, ordinal, open: undefined, parts: 0, rows: 0, closedRows: 0 }]),
    )
    this.#flattener = new DocumentFlattener(plan, { rowGroupRows: options.rowGroupRows, onBatch: (batch) => this.#write(batch) })
    this.#road = new EntryRoad(this.#flattener, options.road ?? 'auto', (bytes, parse) => readDocuments(bytes, parse.place ?? {}, parse))
  }

  set origin(origin: PartOrigin) {
    this.#origin = origin
    for (const { state, metadata, ...part } of this.#waiting.splice(0)) this.#end(state, part, metadata)
  }

  /** The road from bytes to columns that {@link addEntry} and {@link addBlock} take. */
  get road(): EntryRoad {
    return this.#road
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
   * Write what is left. A table without rows is written too, so that its columns are known; an empty residue is not. The root table's last part
   * says how many rows each table has.
   *
   * @param seal if given, the root table's last part is closed when all others are in place, with the footer entries that this returns.
   * @throws LedgerError `rows-lost` if a table has other rows than its documents.
   */
  async finish(seal?: () => KeyValueMetadata): Promise<void> {
    this.#road.close()
    this.#flattener.finish()
    const [root, ...others] = this.#tables.values()
    const rows = writtenRows(this.#tables.values())
    if (!seal) this.#endTable(root!, rows)
    for (const state of others) this.#endTable(state)
    await this.settle()
    if (!seal) return
    this.#openAnyway(root!)
    this.#checkRows(root!)
    this.#close(root!, { ...rows, ...seal() })
    await this.settle()
  }

  /** No more documents come, and nothing is finished. Resolves when no output is waited for, however that ended. */
  async abandon(): Promise<void> {
    this.#road.close()
    const pending = this.#pending
    this.#pending = []
    await Promise.allSettled(pending)
  }

  /** Nothing of what was written is wanted. */
  async discard(): Promise<void> {
    await this.abandon()
    const open = [...this.#tables.values()].flatMap((state) => (state.open ? [state.open] : []))
    for (const { output } of [...this.#waiting, ...open]) await output.discard()
  }

  #endTable(state: TableState, metadata?: KeyValueMetadata): void {
    if (state.table.kind !== 'residue') this.#openAnyway(state)
    this.#checkRows(state)
    this.#close(state, metadata)
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
    writer.writeRowGroup(batch.columns, batch.rows)
    batch.release()
    state.rows += batch.rows
    output.write(writer.take())
    this.#pending.push(output.settle())
  }

  #open(state: TableState): OpenPart {
    if (state.open) return state.open
    const { table, parts } = state
    return (state.open = { writer: new TableWriter(table), output: this.#openOutput({ plan: this.plan, table, part: parts }) })
  }

  #close(state: TableState, metadata?: KeyValueMetadata): void {
    const { open } = state
    if (!open) return
    state.open = undefined
    state.parts++
    state.closedRows += open.writer.rows
    if (this.#origin) this.#end(state, open, metadata)
    else this.#waiting.push({ state, metadata, ...open })
  }

  /** Write the footer of a part. */
  #end({ table, ordinal }: TableState, { writer, output }: OpenPart, metadata?: KeyValueMetadata): void {
    const { fingerprint, inputs, further } = this.#origin!
    writer.finish({
      'relationalize.version': '1',
      'relationalize.dataset': this.plan.dataset,
      ...(fingerprint === undefined ? {} : { 'relationalize.fingerprint': fingerprint }),
      'relationalize.inputs': inputs,
      ...further?.(table),
      'relationalize.plan': JSON.stringify(slicePlan(this.plan, ordinal)),
      ...metadata,
    })
    output.write(writer.take())
    this.#pending.push(output.close(writer.rows))
  }
}
