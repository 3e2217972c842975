import { ColumnCells, type Cell } from './column-cells.js'
import type { JsonDocument } from '../documents/json-document.js'
import { countLeaves } from '../json/count-leaves.js'
import { isJsonArray, isJsonObject, type ExactNumber, type JsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { stringifyJson } from '../json/stringify-json.js'
import { ArrayIds } from './array-ids.js'
import { compilePlan, type CompiledTable, type PlanNode } from './compile-plan.js'
import { numberCell, textCell } from './coerce.js'
import { formatPointer } from './place.js'
import type { ColumnType, Table, TablePlan } from './table-plan.js'

/** Rows of one table, column by column. */
export interface RowBatch {
  readonly table: Table
  readonly rows: number
  /** As many as the table has, each with `rows` cells. */
  readonly columns: readonly (readonly Cell[])[]
}

/** Where the scalar values (null apart) of the documents went. */
export interface LeafCounts {
  /** In a column of their own. */
  cells: number
  /** Within JSON text, because a limit was reached. */
  json: number
  residue: number
}

export interface FlattenOptions {
  /** Rows of a batch. Default 122,880. */
  readonly rowGroupRows?: number | undefined
  /** Takes each batch as it fills. */
  readonly onBatch: (batch: RowBatch) => void
}

export const DEFAULT_ROW_GROUP_ROWS = 122_880

/**
 * The reference road from documents to columns: walk each value by the plan. What no column can say (an absent field where null is usual,
 * an empty object, text that is no Unicode, a kind that the plan does not know) goes to the residue, so that nothing is lost.
 *
 * Memory holds at most one batch for each table.
 */
export class DocumentFlattener {
  readonly leaves: LeafCounts = { cells: 0, json: 0, residue: 0 }
  readonly #tables: TableRows[]
  readonly #root: CompiledTable
  readonly #residue: TableRows
  readonly #injectedFields: readonly string[]
  readonly #ids = new ArrayIds()
  readonly #path: (string | number)[] = []
  #document: JsonDocument | undefined
  #injected: readonly Cell[] = []
  /** Cells and residue rows written so far: tells whether an object left any trace. */
  #traces = 0

  constructor(plan: TablePlan, options: FlattenOptions) {
    const rowLimit = options.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS
    this.#tables = plan.tables.map((table) => new TableRows(table, rowLimit, options.onBatch))
    this.#root = compilePlan(plan)
    this.#residue = this.#tables.at(-1)!
    this.#injectedFields = plan.tables[0]!.columns.flatMap(({ source }) => (source.role === 'injected' ? [source.field] : []))
  }

  /**
   * @param injected values of the injected columns, by name.
   * @throws CoercionError if ids run out.
   */
  add(document: JsonDocument, injected: Readonly<Record<string, Cell>>): void {
    this.#document = document
    this.#injected = this.#injectedFields.map((field) => (Object.hasOwn(injected, field) ? injected[field]! : null))
    this.#path.length = 0
    for (const table of this.#tables) table.arrays = 0
    const root = this.#tables[0]!
    const row = this.#beginOriginRow(root)
    this.#value(root, row, this.#root.element, document.value)
  }

  /** Hand over the rows that are left. */
  finish(): void {
    for (const table of this.#tables) table.flush()
  }

  #value(table: TableRows, row: number, node: PlanNode, value: JsonValue): void {
    if (value === null) {
      if (node.empty !== 'null') this.#toResidue(value)
    } else if (isJsonArray(value)) {
      if (node.array) this.#array(table, row, node.array, value)
      else this.#jsonText(table, row, node, value)
    } else if (isJsonObject(value)) {
      if (node.object) this.#object(table, row, node, value)
      else this.#jsonText(table, row, node, value)
    } else {
      const { column, cell } = this.#scalar(table, node, value)
      if (column === undefined || cell === undefined) this.#toResidue(value)
      else {
        table.columns[column]!.set(row, cell)
        this.#traces++
        this.leaves.cells++
      }
    }
  }

  #scalar(
    table: TableRows,
    node: PlanNode,
    value: boolean | number | bigint | string | ExactNumber,
  ): { column: number | undefined; cell: Cell | undefined } {
    if (typeof value === 'string') return { column: node.string, cell: textCell(value) }
    if (typeof value === 'boolean') return { column: node.boolean, cell: value }
    const column = node.number
    return { column, cell: column === undefined ? undefined : numberCell(value, table.types[column]!) }
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

  #array(table: TableRows, row: number, { column, table: child }: NonNullable<PlanNode['array']>, value: JsonArray): void {
    const rows = this.#tables[child.ordinal]!
    const { entryOrdinal, position } = this.#document!
    this.#ids.encode(entryOrdinal, position, rows.arrays++)
    const id = (BigInt(this.#ids.upper) << 32n) | BigInt(this.#ids.lower)
    table.columns[column]!.set(row, id)
    this.#traces++
    for (const [index, item] of value.entries()) {
      const childRow = rows.begin(this.#injected)
      rows.columns[rows.idColumn]!.set(childRow, id)
      rows.columns[rows.indexColumn]!.set(childRow, index)
      this.#path.push(index)
      this.#value(rows, childRow, child.element, item)
      this.#path.pop()
    }
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
    const row = this.#beginOriginRow(this.#residue)
    const [pointerColumn, jsonColumn] = this.#residue.columns.slice(-2)
    pointerColumn!.set(row, stringifyPointer(this.#path))
    if (json !== null) jsonColumn!.set(row, json)
    this.#traces++
  }

  #beginOriginRow(table: TableRows): number {
    const row = table.begin(this.#injected)
    const { entry, position } = this.#document!
    table.columns[this.#injected.length]!.set(row, entry)
    table.columns[this.#injected.length + 1]!.set(row, position)
    return row
  }
}

/** A pointer may hold keys that are no Unicode; they are escaped as JSON has it, and the pointer begins with a quote then. */
function stringifyPointer(path: readonly (string | number)[]): string {
  const pointer = formatPointer(path)
  return pointer.isWellFormed() ? pointer : JSON.stringify(pointer)
}

/** The open row group of one table. */
class TableRows {
  readonly table: Table
  readonly columns: readonly ColumnCells[]
  readonly types: readonly ColumnType[]
  readonly idColumn: number
  readonly indexColumn: number
  /** Arrays of this table in the current document so far. */
  arrays = 0
  readonly #limit: number
  readonly #onBatch: (batch: RowBatch) => void
  #rows = 0

  constructor(table: Table, limit: number, onBatch: (batch: RowBatch) => void) {
    this.table = table
    this.types = table.columns.map((column) => column.type)
    this.columns = this.types.map((type) => new ColumnCells(type))
    this.idColumn = table.columns.findIndex(({ source }) => source.role === 'id')
    this.indexColumn = table.columns.findIndex(({ source }) => source.role === 'index')
    this.#limit = limit
    this.#onBatch = onBatch
  }

  /** Open the next row and fill its injected columns. */
  begin(injected: readonly Cell[]): number {
    if (this.#rows === this.#limit) this.flush()
    const row = this.#rows++
    for (const [i, cell] of injected.entries()) this.columns[i]!.set(row, cell)
    return row
  }

  flush(): void {
    const rows = this.#rows
    if (rows === 0) return
    this.#rows = 0
    this.#onBatch({ table: this.table, rows, columns: this.columns.map((column) => column.take(rows)) })
  }
}
