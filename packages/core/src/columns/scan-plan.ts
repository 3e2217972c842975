import type { ChildTable, CompiledTable, ObjectNode, PlanNode } from '../tables/compile-plan.js'
import type { BooleanCells, DoubleCells, Int64Cells } from '../tables/number-cells.js'
import type { TableRows } from '../tables/table-rows.js'
import type { TextCells } from '../tables/text-cells.js'

/** Containers inside each other beyond which documents are not scanned: the parser has a limit of its own. */
const MOST_NESTED = 500
/** Keys that are compared one by one. */
const FEW_KEYS = 24

/** Reads a container whose first byte has been read, and returns where it ends. */
export type ReadContainer = (start: number, row: number) => number

/** One place of a row's value, with the columns of the open row group that it goes to. What has no column is for the reference road. */
export interface ScanNode {
  /** Keys that lead from the row's value to this place. */
  readonly path: readonly string[]
  readonly table: ScanTable
  /** Whether an object around this place, within its row, has keys that are numbers: JavaScript lists them before all others. */
  readonly isReordered: boolean
  /** Null leaves the columns empty, and nothing else has to be said. */
  readonly nullIsEmpty: boolean
  /** An object that leaves no trace is what empty columns mean. */
  readonly traceless: boolean
  readonly integer: Int64Cells | undefined
  readonly number: DoubleCells | undefined
  readonly text: TextCells | undefined
  readonly boolean: BooleanCells | undefined
  readonly array: ScanList | undefined
  readonly map: ScanList | undefined
  readonly object: ScanObject | undefined
}

export interface ScanObject {
  readonly node: ScanNode
  readonly fields: readonly ScanField[]
  /** Fields whose absence has to be said, by their place in `fields`, in the order in which it is said. */
  readonly notAbsent: readonly number[]
  /** Places of the fields that have been read so far, in the order in which they usually come. */
  readonly order: number[]
  /** Of many fields their places, by the bytes of their keys as {@link binaryText}. */
  readonly places: ReadonlyMap<string, number> | undefined
  read: ReadContainer
}

export interface ScanField {
  readonly key: string
  /** The key in its quotes, as JSON text in UTF-8. */
  readonly bytes: Uint8Array
  readonly node: ScanNode
  /** The field that came next when this one was read last: most likely it does so again. */
  follower: number
  /** The last object that had it. */
  seenIn: number
}

/** An array or map, and where its id goes. */
export interface ScanList {
  readonly ids: Int64Cells
  readonly table: ScanTable
  read: ReadContainer
}

export interface ScanTable {
  /** The place of the array or map; undefined for the root. */
  readonly parent: ScanNode | undefined
  readonly rows: TableRows
  readonly ordinal: number
  readonly element: ScanNode
  /** Columns of a child table. */
  readonly ids: Int64Cells | undefined
  readonly indexes: Int64Cells | undefined
  readonly keys: TextCells | undefined
  /** Index of the open element; -1 within a map, where the place is left to the reference road. */
  at: number
}

/** The plan as the scanner walks it, or undefined if it copies values into rows below, or nests too deep. */
export function createScanPlan(root: CompiledTable, tables: readonly TableRows[]): ScanTable | undefined {
  try {
    return createTable(root, undefined, tables, 0)
  } catch (error) {
    if (error === NOT_SCANNED) return undefined
    throw error
  }
}

const NOT_SCANNED = new Error('This plan is for the reference road')

type Draft<T> = { -readonly [K in keyof T]: T[K] }

function createTable(compiled: CompiledTable, parent: ScanNode | undefined, tables: readonly TableRows[], depth: number): ScanTable {
  if (compiled.inherited.length > 0 || depth > MOST_NESTED) throw NOT_SCANNED
  const rows = tables[compiled.ordinal]!
  const beside = compiled.idColumn < 0 ? undefined : rows.columns[compiled.idColumn + 1]!
  const table = {
    parent,
    rows,
    ordinal: compiled.ordinal,
    ids: compiled.idColumn < 0 ? undefined : (rows.columns[compiled.idColumn] as Int64Cells),
    indexes: beside?.kind === 'int64' ? beside : undefined,
    keys: beside?.kind === 'text' ? beside : undefined,
    at: -1,
  } as Draft<ScanTable>
  table.element = createNode(compiled.element, [], table, false, tables, depth)
  return table
}

function createNode(
  node: PlanNode,
  path: readonly string[],
  table: ScanTable,
  isReordered: boolean,
  tables: readonly TableRows[],
  depth: number,
): ScanNode {
  if (depth > MOST_NESTED) throw NOT_SCANNED
  const { columns, types } = table.rows
  const cellsAt = (column: number | undefined, type: string): unknown =>
    column !== undefined && types[column] === type && !node.excluded ? columns[column] : undefined
  const scan = {
    path,
    table,
    isReordered,
    nullIsEmpty: node.empty === 'null',
    traceless: node.empty === 'object',
    integer: cellsAt(node.number, 'integer') as Int64Cells | undefined,
    number: cellsAt(node.number, 'number') as DoubleCells | undefined,
    text: cellsAt(node.string, 'string') as TextCells | undefined,
    boolean: cellsAt(node.boolean, 'boolean') as BooleanCells | undefined,
  } as Draft<ScanNode>
  const list = (child: ChildTable | undefined): ScanList | undefined =>
    child && {
      ids: columns[child.column] as Int64Cells,
      table: createTable(child.table, scan, tables, depth + 1),
      read: notReady,
    }
  scan.array = node.excluded ? undefined : list(node.array)
  scan.map = node.excluded ? undefined : list(node.map)
  scan.object = node.object && !node.excluded ? createObject(node.object, scan, tables, depth) : undefined
  return scan
}

const encoder = new TextEncoder()
const NUMBER_KEY = /^(?:0|[1-9]\d*)$/

function createObject({ fields, notAbsent }: ObjectNode, node: ScanNode, tables: readonly TableRows[], depth: number): ScanObject {
  const keys = [...fields.keys()]
  const isReordered = node.isReordered || keys.some((key) => NUMBER_KEY.test(key))
  const scanned = keys.map((key, i): ScanField => {
    const child = createNode(fields.get(key)!, [...node.path, key], node.table, isReordered, tables, depth + 1)
    return { key, bytes: encoder.encode(JSON.stringify(key)), node: child, follower: i + 1, seenIn: 0 }
  })
  return {
    node,
    fields: scanned,
    order: [],
    notAbsent: notAbsent.map((key) => keys.indexOf(key)),
    places: keys.length > FEW_KEYS ? new Map(scanned.map(({ bytes }, i) => [binaryText(bytes, 0, bytes.length), i])) : undefined,
    read: notReady,
  }
}

/** Bytes as a text of as many characters. */
export function binaryText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

function notReady(): number {
  throw new Error('The plan has no reader yet')
}
