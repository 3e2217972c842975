import type { StringFormat } from '../schema/schema.js'
import type { BooleanCells, DoubleCells, Int64Cells } from '../tables/number-cells.js'
import type { TableRows } from '../tables/table-rows.js'
import type { TextCells } from '../tables/text-cells.js'
import {
  COLUMN_IS_TEXT,
  COLUMN_SIZE,
  FIELD_FOLLOWER,
  FIELD_KEY,
  FIELD_KEY_LENGTH,
  FIELD_MASK,
  FIELD_NODE,
  FIELD_SIZE,
  FIELD_START,
  FORMAT_DATE,
  FORMAT_DATE_TIME,
  FORMAT_TIME,
  FORMAT_URI,
  FORMAT_UUID,
  LIST_IDS,
  LIST_SIZE,
  LIST_TABLE,
  MAY_BE_NULL,
  MISSING_FIELD,
  MISSING_MEANS,
  MISSING_SIZE,
  NODE_ARRAY,
  NODE_BOOLEAN,
  NODE_DOUBLE,
  NODE_FORMATS,
  NODE_FLAGS,
  NODE_INTEGER,
  NODE_MAP,
  NODE_NULL_COUNTER,
  NODE_OBJECT,
  NODE_ORDINAL,
  NODE_SIZE,
  NODE_TEXT,
  NULL_IS_EMPTY,
  OBJECT_FIELDS,
  OBJECT_FIELD_COUNT,
  OBJECT_FIRST,
  OBJECT_MISSING,
  OBJECT_MISSING_COUNT,
  OBJECT_SIZE,
  TABLE_BESIDE,
  TABLE_COLUMNS,
  TABLE_COLUMN_COUNT,
  TABLE_ELEMENT,
  TABLE_IDS,
  TABLE_SIZE,
  TOLD_ABSENCE,
  TRACELESS,
  UNEXPECTED_ABSENCE,
} from './kernel-layout.js'
import { PROGRAM_AT } from './scan-kernel.js'
import type { ScanList, ScanNode, ScanObject, ScanPlan, ScanTable } from './scan-plan.js'

/** Rows that tables have room for at first, at most; where there are many columns, all of them together have so many bytes. */
const MOST_FIRST_ROOM = 2048
const LEAST_ROOM = 64
const STAGED_BYTES = 4 * 1024 ** 2
const FIRST_BYTES = 4096
const VALUE_BYTES = 8
/** Of a counter, and of the beginning of a key. */
const WORD_BYTES = 8
const ONES = new Uint8Array(WORD_BYTES).fill(0xff)
const FORMAT_BITS: Readonly<Record<StringFormat, number>> = {
  date: FORMAT_DATE,
  'date-time': FORMAT_DATE_TIME,
  time: FORMAT_TIME,
  uri: FORMAT_URI,
  uuid: FORMAT_UUID,
}

/** A column whose values are staged in the kernel's memory. */
export interface ProgramColumn {
  readonly cells: BooleanCells | DoubleCells | Int64Cells | TextCells
  /** Of its record. */
  readonly address: number
  /** Of a column of text: how many distinct texts of the row group the kernel knows, which are the first ones. */
  known: number
  /** How often the kernel's list had been cleared then. */
  clearing: number
}

export interface ProgramTable {
  readonly scanned: ScanTable
  readonly rows: TableRows
  /** Of its record. */
  readonly address: number
  readonly columns: readonly ProgramColumn[]
  /** Rows that there is room for. */
  room: number
  /** The row group that the kernel's texts have codes of. */
  rowGroup: number
}

/** Lays a plan out as records: first their addresses, then what is in them. */
export class ProgramWriter {
  readonly tables: ProgramTable[] = []
  readonly nodes: ScanNode[] = []
  readonly counts: number
  readonly positions: number
  end: number = PROGRAM_AT
  #bytes = new Uint8Array(FIRST_BYTES)
  #words = new Int32Array(this.#bytes.buffer)
  readonly #tableAddresses = new Map<ScanTable, number>()
  readonly #columns = new Map<unknown, ProgramColumn>()

  constructor(plan: ScanPlan) {
    const tables = tablesOf(plan.root)
    const first = this.#take(tables.length * TABLE_SIZE)
    for (const [i, table] of tables.entries()) this.#tableAddresses.set(table, first + i * TABLE_SIZE)
    for (const [i, table] of tables.entries()) {
      const cells = columnsOf(table)
      const at = this.#take(cells.length * COLUMN_SIZE)
      const columns = cells.map((cells, i): ProgramColumn => ({ cells, address: at + i * COLUMN_SIZE, known: 0, clearing: -1 }))
      for (const column of columns) {
        this.#columns.set(column.cells, column)
        this.#put(column.address + COLUMN_IS_TEXT, column.cells.kind === 'text' ? 1 : 0)
      }
      const address = first + i * TABLE_SIZE
      this.#put(address + TABLE_COLUMNS, at)
      this.#put(address + TABLE_COLUMN_COUNT, columns.length)
      this.#put(address + TABLE_IDS, this.#column(table.ids))
      this.#put(address + TABLE_BESIDE, this.#column(table.indexes ?? table.keys))
      this.tables.push({ scanned: table, rows: table.rows, address, columns, room: LEAST_ROOM, rowGroup: 0 })
    }
    const room = firstRoom(this.#columns.size)
    for (const table of this.tables) table.room = room
    for (const [i, table] of tables.entries()) this.#put(first + i * TABLE_SIZE + TABLE_ELEMENT, this.#node(table.element))
    this.positions = this.#column(plan.root.positions)
    this.counts = this.#take(plan.counters.length * WORD_BYTES)
  }

  records(): Uint8Array {
    return this.#bytes.subarray(0, this.end - PROGRAM_AT)
  }

  #take(bytes: number): number {
    const address = this.end
    this.end = (address + bytes + 15) & ~15
    const size = this.end - PROGRAM_AT
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
      this.#words = new Int32Array(grown.buffer)
    }
    return address
  }

  #put(address: number, word: number): void {
    this.#words[(address - PROGRAM_AT) >> 2] = word
  }

  #putBytes(address: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, address - PROGRAM_AT)
  }

  #column(cells: unknown): number {
    return cells === undefined ? 0 : this.#columns.get(cells)!.address
  }

  #node(node: ScanNode): number {
    const address = this.#take(NODE_SIZE)
    const flags = (node.mayBeNull ? MAY_BE_NULL : 0) | (node.nullIsEmpty ? NULL_IS_EMPTY : 0) | (node.traceless ? TRACELESS : 0)
    this.#put(address + NODE_FLAGS, flags)
    this.#put(address + NODE_ORDINAL, this.nodes.push(node) - 1)
    this.#put(
      address + NODE_FORMATS,
      node.formats.reduce((bits, format) => bits | FORMAT_BITS[format], 0),
    )
    this.#put(address + NODE_NULL_COUNTER, node.nullCounter)
    this.#put(address + NODE_DOUBLE, this.#column(node.number))
    this.#put(address + NODE_INTEGER, this.#column(node.integer))
    this.#put(address + NODE_TEXT, this.#column(node.text))
    this.#put(address + NODE_BOOLEAN, this.#column(node.boolean))
    this.#put(address + NODE_ARRAY, this.#list(node.array))
    this.#put(address + NODE_MAP, this.#list(node.map))
    this.#put(address + NODE_OBJECT, node.object ? this.#object(node.object) : 0)
    return address
  }

  #list(list: ScanList | undefined): number {
    if (!list) return 0
    const address = this.#take(LIST_SIZE)
    this.#put(address + LIST_IDS, this.#column(list.ids))
    this.#put(address + LIST_TABLE, this.#tableAddresses.get(list.table)!)
    return address
  }

  #object({ fields, required, counted, notAbsent }: ScanObject): number {
    const address = this.#take(OBJECT_SIZE)
    // One more, which has no key and is never met: what is expected where there are no fields.
    const first = this.#take((fields.length + 1) * FIELD_SIZE)
    const fieldAt = (place: number): number => first + place * FIELD_SIZE
    this.#put(address + OBJECT_FIRST, first)
    this.#put(address + OBJECT_FIELDS, first)
    this.#put(address + OBJECT_FIELD_COUNT, fields.length)
    const missing = [
      ...required.map((place) => [place, UNEXPECTED_ABSENCE] as const),
      ...counted.map(({ place, counter }) => [place, counter] as const),
      ...notAbsent.map((place) => [place, TOLD_ABSENCE] as const),
    ]
    const list = this.#take(missing.length * MISSING_SIZE)
    this.#put(address + OBJECT_MISSING, list)
    this.#put(address + OBJECT_MISSING_COUNT, missing.length)
    for (const [i, [place, means]] of missing.entries()) {
      this.#put(list + i * MISSING_SIZE + MISSING_FIELD, fieldAt(place))
      this.#put(list + i * MISSING_SIZE + MISSING_MEANS, means)
    }
    for (const [place, { bytes, node }] of fields.entries()) {
      const at = fieldAt(place)
      const key = this.#take(bytes.length)
      this.#putBytes(key, bytes)
      this.#putBytes(at + FIELD_START, bytes.subarray(0, WORD_BYTES))
      this.#putBytes(at + FIELD_MASK, ONES.subarray(0, bytes.length))
      this.#put(at + FIELD_KEY, key)
      this.#put(at + FIELD_KEY_LENGTH, bytes.length)
      this.#put(at + FIELD_FOLLOWER, fieldAt(place + 1))
      this.#put(at + FIELD_NODE, this.#node(node))
    }
    // The last one: a word that no text has.
    const last = fieldAt(fields.length)
    this.#putBytes(last + FIELD_MASK, ONES)
    this.#put(last + FIELD_KEY_LENGTH, WORD_BYTES)
    this.#put(last + FIELD_FOLLOWER, first)
    return address
  }
}

/** A power of two. */
function firstRoom(columns: number): number {
  let room = MOST_FIRST_ROOM
  while (room > LEAST_ROOM && room * columns * VALUE_BYTES > STAGED_BYTES) room /= 2
  return room
}

/** A table and those below, it first. */
function tablesOf(root: ScanTable): ScanTable[] {
  const visit = ({ array, map, object }: ScanNode): ScanTable[] => [
    ...(array ? tablesOf(array.table) : []),
    ...(map ? tablesOf(map.table) : []),
    ...(object ? object.fields.flatMap(({ node }) => visit(node)) : []),
  ]
  return [root, ...visit(root.element)]
}

/** All columns of a table that the kernel writes. */
function columnsOf(table: ScanTable): ProgramColumn['cells'][] {
  const visit = ({ number, integer, text, boolean, array, map, object }: ScanNode): (ProgramColumn['cells'] | undefined)[] => [
    number,
    integer,
    text,
    boolean,
    array?.ids,
    map?.ids,
    ...(object ? object.fields.flatMap(({ node }) => visit(node)) : []),
  ]
  const all = [table.positions, table.ids, table.indexes, table.keys, ...visit(table.element)]
  return all.filter((cells) => cells !== undefined)
}
