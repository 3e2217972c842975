import {
  COLUMN_BITS,
  COLUMN_COUNT,
  COLUMN_IS_SPARSE,
  COLUMN_ROOM,
  COLUMN_TEXT_BYTES,
  COLUMN_VALUES,
  SPARE_BYTES,
  TABLE_ROOM,
  TABLE_ROWS,
} from './kernel-layout.js'
import { ProgramWriter, type ProgramTable } from './program-writer.js'
import { PROGRAM_AT, type ScanKernel } from './scan-kernel.js'
import type { ScanNode, ScanPlan } from './scan-plan.js'

/** A document with more rows is one for the reference road. */
const MOST_ROOM = 2 ** 20
/** Or one for which rows of all tables would have more room. All addresses have to be below 2 GiB. */
const MOST_STAGED_BYTES = 512 * 1024 ** 2
const VALUE_BYTES = 8

let programs = 0

/** A plan as records in the kernel's memory, and what is staged there. */
export class ScanProgram {
  /** Kernels know by it whose program they hold, and keep nothing of the program alive. */
  readonly id: number = ++programs
  readonly tables: readonly ProgramTable[]
  /** By the ordinals of their records. */
  readonly nodes: readonly ScanNode[]
  /** Address of what is counted: 8 bytes for each counter. */
  readonly counts: number
  /** Address of the root's column of positions. */
  readonly positions: number
  /** Address of the bytes that documents are read from. */
  window = 0
  windowBytes = 0
  /** Address of memory for texts that have escapes. */
  #decoded = 0
  readonly #records: Uint8Array
  readonly #end: number

  constructor(plan: ScanPlan) {
    const writer = new ProgramWriter(plan)
    this.tables = writer.tables
    this.nodes = writer.nodes
    this.counts = writer.counts
    this.positions = writer.positions
    this.#end = writer.end
    this.#records = writer.records()
  }

  /** Put the program into a kernel that was another one's. What is staged there is lost. */
  install(kernel: ScanKernel): void {
    kernel.reach(this.#end)
    kernel.bytes.set(this.#records, PROGRAM_AT)
    kernel.exports.clearEntries()
    for (const table of this.tables) table.rowGroup = 0
    kernel.exports.setTables(this.tables[0]!.address, this.tables.length, this.positions)
    this.windowBytes = 0
  }

  /** Lay out memory for values and documents, for a window of at least so many bytes. Nothing may be staged. */
  layOut(kernel: ScanKernel, windowBytes: number): void {
    let at = this.#end
    const take = (bytes: number): number => {
      const address = at
      at = (at + bytes + 15) & ~15
      return address
    }
    const spaces = this.tables.map(({ columns, room }) =>
      columns.map(({ cells }) => ({ bits: take(room >> 3), values: take(cells.kind === 'boolean' ? room : room * VALUE_BYTES) })),
    )
    this.#decoded = take(windowBytes + SPARE_BYTES)
    this.window = take(windowBytes + SPARE_BYTES)
    this.windowBytes = windowBytes
    kernel.reach(at)
    const { words } = kernel
    for (const [i, table] of this.tables.entries()) {
      words[(table.address + TABLE_ROOM) >> 2] = table.room
      for (const [j, { address }] of table.columns.entries()) {
        words[(address + COLUMN_ROOM) >> 2] = table.room
        words[(address + COLUMN_BITS) >> 2] = spaces[i]![j]!.bits
        words[(address + COLUMN_VALUES) >> 2] = spaces[i]![j]!.values
      }
    }
  }

  /** Let a table have room for twice as many rows, once memory is laid out anew. @returns false if there are too many. */
  widen(address: number): boolean {
    const table = this.tables.find((table) => table.address === address)!
    const staged = this.tables.reduce((sum, { columns, room }) => sum + columns.length * room, 0) * VALUE_BYTES
    if (table.room === MOST_ROOM || staged + table.columns.length * table.room * VALUE_BYTES > MOST_STAGED_BYTES) return false
    table.room *= 2
    this.windowBytes = 0
    return true
  }

  /** Nothing is staged any more. */
  begin({ words, exports }: ScanKernel): void {
    for (const { address, columns } of this.tables) {
      words[(address + TABLE_ROWS) >> 2] = 0
      for (const { address: column } of columns) {
        const at = column >> 2
        words[at + (COLUMN_COUNT >> 2)] = 0
        words[at + (COLUMN_IS_SPARSE >> 2)] = 0
        words[at + (COLUMN_TEXT_BYTES >> 2)] = 0
      }
    }
    exports.setFreeDecoded(this.#decoded)
  }
}
