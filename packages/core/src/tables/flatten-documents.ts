import type { DocumentOrigin, JsonDocument } from '../documents/json-document.js'
import { countLeaves } from '../json/count-leaves.js'
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { stringifyJson } from '../json/stringify-json.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { formatPointer } from '../names/place.js'
import { arrayId, type ArrayId } from '../names/array-ids.js'
import type { Cell } from './cell.js'
import { cellToJson } from './coerce.js'
import { compilePlan, type ChildTable, type CompiledTable, type PlanNode } from './compile-plan.js'
import type { ColumnCells } from './column-cells.js'
import type { Int64Cells } from './number-cells.js'
import { pushedCell, scalarCell, scalarColumn } from './scalar-cells.js'
import type { TablePlan } from './table-plan.js'
import { DEFAULT_ROW_GROUP_ROWS, TableRows, type FilledBatch, type RowBatch } from './table-rows.js'
import type { TextCells } from './text-cells.js'

/** Where the scalar values (null apart) of the documents went. */
export interface LeafCounts {
  /** In a column of their own. */
  cells: number
  /** Within JSON text, because a limit was reached. */
  json: number
  residue: number
  /** Left out by the plan. */
  excluded: number
}

export interface FlattenOptions {
  /** Rows of a batch. Default 122,880. */
  readonly rowGroupRows?: number | undefined
  /** Takes each batch as it fills. */
  readonly onBatch: (batch: FilledBatch) => void
}

/** A document, and the values of the injected columns for its record. */
export interface FlattenInput {
  readonly document: JsonDocument
  readonly injected: Readonly<Record<string, Cell>>
}

/** Flatten documents by a plan. Batches come as they fill, so memory holds at most one for each table. */
export function* flatten(
  documents: Iterable<FlattenInput>,
  plan: TablePlan,
  options: Omit<FlattenOptions, 'onBatch'> = {},
): Generator<RowBatch, void, undefined> {
  const full: RowBatch[] = []
  const flattener = new DocumentFlattener(plan, { ...options, onBatch: (batch) => full.push(batch) })
  for (const { document, injected } of documents) {
    flattener.add(document, injected)
    yield* full.splice(0)
  }
  flattener.finish()
  yield* full
}

/**
 * The reference road from documents to columns: walk each value by the plan. What no column can say (an absent field where null is usual,
 * an empty object, text that is no Unicode, a kind that the plan does not know) goes to the residue, so that nothing is lost.
 *
 * Memory holds at most one batch for each table.
 */
export class DocumentFlattener {
  readonly leaves: LeafCounts = { cells: 0, json: 0, residue: 0, excluded: 0 }
  /** The open row groups, in the plan's order. @internal */
  readonly tables: readonly TableRows[]
  /** @internal */
  readonly root: CompiledTable
  readonly #residue: TableRows
  readonly #injectedFields: readonly string[]
  readonly #path: (string | number)[] = []
  /** Texts that may have become too many in this document. */
  readonly #questions: TextCells[] = []
  #document: DocumentOrigin | undefined
  #injected: Readonly<Record<string, Cell>> | undefined
  #entry: string | undefined
  /** Cells and residue rows written so far: tells whether an object left any trace. */
  #traces = 0

  constructor(plan: TablePlan, options: FlattenOptions) {
    const rowLimit = options.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS
    const ask = (cells: TextCells): unknown => this.#questions.push(cells)
    this.tables = plan.tables.map((table) => new TableRows(table, rowLimit, options.onBatch, ask))
    this.root = compilePlan(plan)
    this.#residue = this.tables.at(-1)!
    this.#injectedFields = plan.tables[0]!.columns.flatMap(({ source }) => (source.role === 'injected' ? [source.field] : []))
  }

  /**
   * @param injected values of the injected columns, by name.
   * @throws CoercionError if ids run out.
   */
  add(document: JsonDocument, injected: Readonly<Record<string, Cell>>): void {
    this.begin(document, injected)
    const root = this.tables[0]!
    const row = this.#beginOriginRow(root)
    root.value = document.value
    this.#value(root, row, this.root.element, document.value)
    this.end()
  }

  /**
   * Begin a document; `add` does so itself.
   *
   * @param injected values of the injected columns, by name; taken for the same if it is the same object as for the document before.
   */
  begin(origin: DocumentOrigin, injected: Readonly<Record<string, Cell>>): void {
    this.#document = origin
    for (const table of this.tables) table.arrays = 0
    if (this.#path.length > 0) this.#path.length = 0
    if (injected !== this.#injected || origin.entry !== this.#entry) this.#share(origin.entry, injected)
  }

  /** End a document: its rows are whole. */
  end(): void {
    if (this.#questions.length > 0) for (const cells of this.#questions.splice(0)) cells.settle()
  }

  /** Hand over the rows that are left. */
  finish(): void {
    for (const table of this.tables) table.flush()
  }

  /** Injected columns come first in every table; in those with an origin the entry follows. */
  #share(entry: string, injected: Readonly<Record<string, Cell>>): void {
    this.#injected = injected
    this.#entry = entry
    const cells = this.#injectedFields.map((field) => (Object.hasOwn(injected, field) ? injected[field]! : null))
    for (const table of this.tables) table.share(table.idColumn < 0 ? [...cells, entry] : cells)
  }

  #value(table: TableRows, row: number, node: PlanNode, value: JsonValue): void {
    if (node.excluded) this.leaves.excluded += countLeaves(value)
    else if (value === null) {
      if (node.empty !== 'null') this.#toResidue(value)
    } else if (isJsonArray(value)) {
      if (node.array) this.#array(table, row, node.array, value)
      else this.#jsonText(table, row, node, value)
    } else if (isJsonObject(value)) {
      if (node.object) this.#object(table, row, node, value)
      else if (node.map) this.#map(table, row, node.map, value)
      else this.#jsonText(table, row, node, value)
    } else {
      const column = scalarColumn(node, value)
      const cell = column === undefined ? undefined : scalarCell(value, table.types[column]!)
      if (column === undefined || cell === undefined) this.#toResidue(value)
      else {
        table.columns[column]!.set(row, cell)
        this.#traces++
        this.leaves.cells++
        if (typeof value === 'string' && table.isConverted[column] && cellToJson(cell, 'string', table.types[column]!) !== value) {
          this.#residueRow(stringifyJson(value))
        }
      }
    }
  }

  #object(table: TableRows, row: number, node: PlanNode, value: JsonObject): void {
    const { fields, notAbsent } = node.object!
    const before = this.#traces
    for (const key of Object.keys(value)) {
      const child = fields.get(key)
      this.#path.push(key)
      if (child) this.#value(table, row, child, value[key]!)
      else this.#toResidue(value[key]!)
      this.#path.pop()
    }
    for (const key of notAbsent) {
      if (Object.hasOwn(value, key)) continue
      this.#path.push(key)
      this.#absentToResidue()
      this.#path.pop()
    }
    if (this.#traces === before && node.empty !== 'object') this.#toResidue({})
  }

  #array(table: TableRows, row: number, child: ChildTable, value: JsonArray): void {
    const id = this.#link(table, row, child)
    for (const [index, item] of value.entries()) this.#childRow(child.table, id, index, item)
  }

  /** In the order of the keys: the order in which they were written is no part of the value. */
  #map(table: TableRows, row: number, child: ChildTable, value: JsonObject): void {
    const id = this.#link(table, row, child)
    for (const key of Object.keys(value).sort(compareCodeUnits)) {
      if (key.isWellFormed()) this.#childRow(child.table, id, key, value[key]!)
      else {
        this.#path.push(key)
        this.#toResidue(value[key]!)
        this.#path.pop()
      }
    }
  }

  /** Give an array or map its id, in the column of its parent. */
  #link(table: TableRows, row: number, { column, table: child }: ChildTable): ArrayId {
    const { entryOrdinal, position } = this.#document!
    const id = arrayId(entryOrdinal, position, this.tables[child.ordinal]!.arrays++)
    setId(table.columns[column]!, row, id)
    this.#traces++
    return id
  }

  #childRow(child: CompiledTable, id: ArrayId, indexOrKey: number | string, value: JsonValue): void {
    const rows = this.tables[child.ordinal]!
    const row = rows.begin()
    setId(rows.columns[rows.idColumn]!, row, id)
    rows.columns[rows.idColumn + 1]!.set(row, indexOrKey)
    rows.value = value
    for (const { column, type, from, path, kind } of child.inherited) {
      const cell = pushedCell(this.tables[from]!.value, path, kind, type)
      if (cell !== undefined) rows.columns[column]!.set(row, cell)
    }
    this.#path.push(indexOrKey)
    this.#value(rows, row, child.element, value)
    this.#path.pop()
  }

  #jsonText(table: TableRows, row: number, node: PlanNode, value: JsonArray | JsonObject): void {
    if (node.json === undefined) return this.#toResidue(value)
    table.columns[node.json]!.set(row, stringifyJson(value))
    this.#traces++
    this.leaves.json += countLeaves(value)
  }

  #toResidue(value: JsonValue): void {
    this.#residueRow(stringifyJson(value))
    this.leaves.residue += countLeaves(value)
  }

  #absentToResidue(): void {
    this.#residueRow(null)
  }

  #residueRow(json: string | null): void {
    this.addResidue(this.#path, json)
    this.#traces++
  }

  /** Add a row to the residue of the current document. @param json null for what is absent. */
  addResidue(path: readonly (string | number)[], json: string | null): void {
    const row = this.#beginOriginRow(this.#residue)
    const [pointerColumn, jsonColumn] = this.#residue.columns.slice(-2)
    pointerColumn!.set(row, stringifyPointer(path))
    if (json !== null) jsonColumn!.set(row, json)
  }

  /** Open a row that says where the current document came from. */
  #beginOriginRow(table: TableRows): number {
    const row = table.begin()
    table.columns[this.#injectedFields.length + 1]!.set(row, this.#document!.position)
    return row
  }
}

function setId(cells: ColumnCells, row: number, { upper, lower }: ArrayId): void {
  ;(cells as Int64Cells).pushWords(row, upper, lower)
}

/** A pointer may hold keys that are no Unicode; they are escaped as JSON has it, and the pointer begins with a quote then. */
function stringifyPointer(path: readonly (string | number)[]): string {
  const pointer = formatPointer(path)
  return pointer.isWellFormed() ? pointer : JSON.stringify(pointer)
}
