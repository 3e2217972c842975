import { OptionError } from '../errors.js'
import { setOwn, type JsonObject, type JsonValue } from '../json/json-value.js'
import { parseJson } from '../json/parse-json.js'
import type { Cell } from './cell.js'
import { cellToJson } from './coerce.js'
import { compilePlan, type ChildTable, type PlanNode } from './compile-plan.js'
import { ABSENT, addResidue, createResidue, type ResidueNode } from './document-residue.js'
import { RowCursor, type RowBatches } from './row-cursor.js'
import type { TablePlan } from './table-plan.js'

/** A document as it was before it was flattened, and where it came from. */
export interface RebuiltDocument {
  readonly entry: string
  readonly position: number
  /** Values of the injected columns, by name. */
  readonly injected: Readonly<Record<string, Cell>>
  readonly value: JsonValue
}

type Maybe = JsonValue | typeof ABSENT
/** Asks for a cursor to be loaded; then goes on. */
type Building<T> = Generator<RowCursor, T, undefined>

/**
 * Rebuild the documents of a dataset from its tables: every value, absent or null, `[]` or `{}`, the order in arrays, the spelling of
 * keys, integers of any size. The order of keys in an object is not kept; it is no part of a JSON value.
 *
 * @param tables row groups by table name, as they were written: rows in their order, parts in the order of their numbers. A table that is
 * missing counts as empty.
 * @throws DocumentParseError `rows-left-over` if the rows do not stand in that order.
 */
export async function* rebuildDocuments(
  tables: ReadonlyMap<string, RowBatches>,
  plan: TablePlan,
): AsyncGenerator<RebuiltDocument, void, undefined> {
  const builder = new DocumentBuilder(tables, plan)
  for (;;) {
    const building = builder.next()
    let step = building.next()
    while (!step.done) {
      await step.value.load()
      step = building.next()
    }
    if (step.value === undefined) break
    yield step.value
  }
  for (const cursor of builder.cursors) await cursor.expectEnd()
}

class DocumentBuilder {
  readonly cursors: readonly RowCursor[]
  readonly #root: PlanNode
  readonly #residue: RowCursor
  readonly #injected: readonly string[]

  constructor(tables: ReadonlyMap<string, RowBatches>, plan: TablePlan) {
    const unknown = [...tables.keys()].find((name) => !plan.tables.some((table) => table.name === name))
    if (unknown !== undefined) {
      throw new OptionError('A table is not in the plan', {
        code: 'unknown-table',
        table: unknown,
        hint: 'Give the tables of one dataset.',
      })
    }
    this.cursors = plan.tables.map((table) => new RowCursor(table, tables.get(table.name) ?? []))
    this.#residue = this.cursors.at(-1)!
    this.#root = compilePlan(plan).element
    this.#injected = plan.tables[0]!.columns.flatMap(({ source }) => (source.role === 'injected' ? [source.field] : []))
  }

  *next(): Building<RebuiltDocument | undefined> {
    const root = this.cursors[0]!
    if (root.needsLoad) yield root
    if (root.ended) return undefined
    const record = this.#recordOf(root)
    const entry = root.cell(record.length) as string
    const position = Number(root.cell(record.length + 1))
    const residue = yield* this.#residueOf(record, entry, position)
    const value = yield* this.#value(root, this.#root, residue, record)
    root.advance()
    const injected = Object.fromEntries(this.#injected.map((name, i) => [name, record[i]!]))
    return { entry, position, injected, value: value === ABSENT ? null : value }
  }

  *#residueOf(record: readonly Cell[], entry: string, position: number): Building<ResidueNode | undefined> {
    const rows = this.#residue
    let residue: ResidueNode | undefined
    for (;;) {
      if (rows.needsLoad) yield rows
      const origin = record.length
      if (rows.ended || !this.#isOf(rows, record) || rows.cell(origin) !== entry || Number(rows.cell(origin + 1)) !== position)
        return residue
      residue ??= createResidue()
      addResidue(residue, rows.cell(origin + 2) as string, rows.cell(origin + 3) as string | null)
      rows.advance()
    }
  }

  *#value(row: RowCursor, node: PlanNode, residue: ResidueNode | undefined, record: readonly Cell[]): Building<Maybe> {
    if (residue?.value !== undefined) return residue.value
    const scalar = this.#scalar(row, node)
    if (scalar !== undefined) return scalar
    if (node.array && row.cell(node.array.column) !== null) return yield* this.#array(row, node.array, residue, record)
    if (node.map && row.cell(node.map.column) !== null) return yield* this.#map(row, node.map, residue, record)
    const isObject = residue !== undefined || node.empty === 'object' || hasTrace(row, node)
    if (isObject) return yield* this.#object(row, node, residue, record)
    return node.empty === 'null' ? null : ABSENT
  }

  #scalar(row: RowCursor, node: PlanNode): JsonValue | undefined {
    for (const kind of ['number', 'string', 'boolean'] as const) {
      const column = node[kind]
      const cell = column === undefined ? null : row.cell(column)
      if (cell !== null) return cellToJson(cell, kind, row.table.columns[column!]!.type)
    }
    const json = node.json === undefined ? null : row.cell(node.json)
    return json === null ? undefined : parseJson(json as string)
  }

  *#object(row: RowCursor, node: PlanNode, residue: ResidueNode | undefined, record: readonly Cell[]): Building<JsonValue> {
    const object: Record<string, JsonValue> = {}
    for (const [key, child] of node.object?.fields ?? []) {
      const below = residue?.children.get(key)
      const value = below === undefined && isScalar(child) ? this.#leaf(row, child) : yield* this.#value(row, child, below, record)
      if (value !== ABSENT) setOwn(object, key, value)
    }
    addUnplanned(object, residue)
    return object
  }

  /** The value of a place that holds no containers, without a generator: of many columns most may be empty. */
  #leaf(row: RowCursor, node: PlanNode): Maybe {
    return this.#scalar(row, node) ?? (node.empty === 'null' ? null : ABSENT)
  }

  *#array(row: RowCursor, child: ChildTable, residue: ResidueNode | undefined, record: readonly Cell[]): Building<JsonValue> {
    const items: JsonValue[] = []
    yield* this.#rows(row, child, record, function* (this: DocumentBuilder, rows) {
      const value = yield* this.#value(rows, child.table.element, residue?.children.get(String(items.length)), record)
      items.push(value === ABSENT ? null : value)
    })
    return items
  }

  *#map(row: RowCursor, child: ChildTable, residue: ResidueNode | undefined, record: readonly Cell[]): Building<JsonValue> {
    const object: Record<string, JsonValue> = {}
    const { idColumn } = child.table
    yield* this.#rows(row, child, record, function* (this: DocumentBuilder, rows) {
      const key = rows.cell(idColumn + 1) as string
      const value = yield* this.#value(rows, child.table.element, residue?.children.get(key), record)
      setOwn(object, key, value === ABSENT ? null : value)
    })
    addUnplanned(object, residue)
    return object
  }

  /** Go through the rows of one array or map: those that have its id and belong to the record. */
  *#rows(
    row: RowCursor,
    { column, table }: ChildTable,
    record: readonly Cell[],
    use: (this: DocumentBuilder, rows: RowCursor) => Building<void>,
  ): Building<void> {
    const id = row.cell(column)
    const rows = this.cursors[table.ordinal]!
    for (;;) {
      if (rows.needsLoad) yield rows
      if (rows.ended || rows.cell(table.idColumn) !== id || !this.#isOf(rows, record)) return
      yield* use.call(this, rows)
      rows.advance()
    }
  }

  #recordOf(row: RowCursor): Cell[] {
    return this.#injected.map((_, i) => row.cell(i))
  }

  #isOf(row: RowCursor, record: readonly Cell[]): boolean {
    return record.every((cell, i) => row.cell(i) === cell)
  }
}

/** Whether a place holds neither containers nor the meaning of an empty one. */
function isScalar({ array, map, object, empty }: PlanNode): boolean {
  return array === undefined && map === undefined && object === undefined && empty !== 'object'
}

/** Whether any column of a place, or of the objects within it, holds something in this row. */
function hasTrace(row: RowCursor, node: PlanNode): boolean {
  const columns = [node.number, node.string, node.boolean, node.json, node.array?.column, node.map?.column]
  if (columns.some((column) => column !== undefined && row.cell(column) !== null)) return true
  for (const child of node.object?.fields.values() ?? []) if (hasTrace(row, child)) return true
  return false
}

/** What the residue knows below an object and the plan does not. */
function addUnplanned(object: Record<string, JsonValue>, residue: ResidueNode | undefined): void {
  for (const [key, child] of residue?.children ?? []) {
    if (Object.hasOwn(object, key) || child.value === ABSENT) continue
    setOwn(object, key, child.value === undefined ? restOf(child) : child.value)
  }
}

function restOf(residue: ResidueNode): JsonObject {
  const object: Record<string, JsonValue> = {}
  addUnplanned(object, residue)
  return object
}
