import { positionOfId } from '../names/array-ids.js'
import type { TextCells } from '../tables/text-cells.js'
import { COLUMN_SIZE, COLUMN_VALUES, ENTRY_CODE, TABLE_IDS, TABLE_ROWS } from './kernel-layout.js'
import type { ScanKernel } from './scan-kernel.js'
import type { ProgramColumn, ProgramTable } from './program-writer.js'
import { CELL_BYTES, StagedColumn } from './staged-column.js'

/** More texts of a table than this are dropped with its row group. */
const MOST_FORGOTTEN = 32 * 1024
/** A column with more texts of the reference road than this is left to JavaScript until its next row group. */
const MOST_TOLD = 256
/** No count of clearings. */
const NEVER = -1

/** Take all rows that the kernel has staged into the open row groups. */
export function appendStaged(kernel: ScanKernel, tables: readonly ProgramTable[]): void {
  for (const table of tables) {
    const rows = kernel.words[(table.address + TABLE_ROWS) >> 2]!
    if (rows > 0) appendRows(kernel, table, rows)
  }
}

function appendRows(kernel: ScanKernel, table: ProgramTable, rows: number): void {
  const { rows: target } = table
  const staged = table.columns.map((column) => new StagedColumn(kernel, column, rows))
  let weight = staged.reduce((sum, column) => sum + column.weightBytes, 0)
  for (let from = 0; from < rows;) {
    const to = Math.min(rows, from + target.openRows(rows - from, weight))
    // What the rest weighs is not known.
    weight = Infinity
    forgetCodes(kernel, table)
    const first = target.rows
    target.rows = first + (to - from)
    for (const column of staged) {
      const { cells } = column
      const count = column.take(to)
      if (count === 0) continue
      cells.markRows(first, count, column.bits, from, to)
      appendValues(kernel, table, column, count)
    }
    from = to
  }
}

/** Codes are those of one row group. */
function forgetCodes({ exports }: ScanKernel, table: ProgramTable): void {
  if (table.rowGroup === table.rows.rowGroup) return
  table.rowGroup = table.rows.rowGroup
  const first = table.columns[0]!.address
  // Texts that hardly come again would fill the list.
  if (exports.forgetCodes(first, first + table.columns.length * COLUMN_SIZE) > MOST_FORGOTTEN) exports.clearEntries()
  for (const column of table.columns) {
    column.known = 0
    column.clearing = exports.clearingCount()
  }
}

/** Whether the kernel knows all distinct texts of a column, so that it can give codes. What the reference road has added is told. */
function knowsAll(kernel: ScanKernel, column: ProgramColumn, cells: TextCells): boolean {
  if (column.clearing !== kernel.exports.clearingCount() || cells.distinct - column.known > MOST_TOLD) return false
  for (; column.known < cells.distinct; column.known++) {
    if (!kernel.tellCode(column.address, cells.distinctText(column.known), column.known)) column.clearing = NEVER
  }
  return column.clearing === kernel.exports.clearingCount()
}

/** Add the last values that were taken. */
function appendValues(kernel: ScanKernel, table: ProgramTable, staged: StagedColumn, count: number): void {
  const { cells, values, taken } = staged
  const begin = taken - count
  switch (cells.kind) {
    case 'double':
      cells.append(kernel.doubles.subarray((values >> 3) + begin, (values >> 3) + taken))
      break
    case 'int64':
      cells.append(kernel.words.subarray((values >> 2) + 2 * begin, (values >> 2) + 2 * taken))
      break
    case 'boolean':
      cells.append(kernel.bytes.subarray(values + begin, values + taken))
      break
    default:
      appendTexts(kernel, table, staged, cells, begin)
  }
}

/** Add texts from one on. Whether a list of distinct texts pays is asked when a document is whole, as on the reference road. */
function appendTexts(kernel: ScanKernel, table: ProgramTable, staged: StagedColumn, cells: TextCells, begin: number): void {
  let at = begin
  while (!cells.isPlain) {
    const { askedAt } = staged
    const limit = askedAt === undefined ? staged.taken : Math.min(staged.taken, staged.valuesBefore(askedAt))
    at = appendCodes(kernel, staged, cells, at, limit)
    if (askedAt === undefined) {
      if (cells.distinct < cells.question) return
      staged.askedAt = endOfDocument(kernel, table, staged.rowOf(at - 1))
    } else {
      if (at < limit) continue
      // The rest of the document is yet to come.
      if (askedAt > staged.rowsTaken) return
      cells.settle()
      staged.askedAt = undefined
    }
  }
  appendPlain(kernel, cells, staged.values + CELL_BYTES * at, staged.taken - at)
}

/** @returns up to which value: less than `end` where there have come to be so many distinct ones that a question is due. */
function appendCodes(kernel: ScanKernel, { column, values }: StagedColumn, cells: TextCells, begin: number, end: number): number {
  const { words, bytes, view, exports } = kernel
  // Codes take the place of what they are of.
  const codes = values + CELL_BYTES * begin
  const first = codes >> 2
  const count = end - begin
  let at = 0
  let textBytes = 0
  while (at < count) {
    const { distinct } = cells
    const isKnown = knowsAll(kernel, column, cells)
    kernel.giveCodes(isKnown ? distinct : -1, cells.question, cells.usedBytes)
    at += exports.resolve(column.address, codes + CELL_BYTES * at, count - at, codes + 4 * at)
    const added = isKnown ? exports.nextCodeGiven() - distinct : 0
    if (added > 0) {
      const { bytes: texts, starts } = kernel.laidOut(added)
      cells.addDistinct(texts, starts)
      column.known = cells.distinct
      if (cells.distinct === cells.question) break
      continue
    }
    if (at === count) break
    const length = words[first + 2 * at + 1]!
    const code = cells.codeOf(bytes, view, words[first + 2 * at]!, length)
    const entry = exports.madeEntry()
    if (entry !== 0) words[(entry + ENTRY_CODE) >> 2] = code
    words[first + at++] = code
    textBytes += length
    if (cells.distinct === distinct) continue
    // A text that is too long for the kernel's list is never looked for there.
    if (isKnown) column.known = cells.distinct
    if (cells.distinct === cells.question) break
  }
  cells.appendCodes(words.subarray(first, first + at), textBytes + exports.takeResolvedBytes())
  return begin + at
}

function appendPlain(kernel: ScanKernel, cells: TextCells, values: number, count: number): void {
  const { words, view } = kernel
  for (let at = 0; at < count;) {
    const texts = kernel.gather(values + CELL_BYTES * at, count - at, cells.usedBytes)
    if (texts === 0) {
      const place = (values >> 2) + 2 * at
      cells.appendText(kernel.bytes, view, words[place]!, words[place + 1]!)
      at++
    } else {
      const { bytes, starts } = kernel.laidOut(texts)
      cells.appendTexts(bytes, starts)
      at += texts
    }
  }
}

/** The first row after those of a row's document. Ids tell the rows of a child table apart. */
function endOfDocument({ words }: ScanKernel, { address }: ProgramTable, row: number): number {
  const ids = words[(address + TABLE_IDS) >> 2]!
  if (ids === 0) return row + 1
  const first = words[(ids + COLUMN_VALUES) >> 2]! >> 2
  const positionAt = (row: number): number => positionOfId({ upper: words[first + 2 * row + 1]!, lower: words[first + 2 * row]! >>> 0 })
  const rows = words[(address + TABLE_ROWS) >> 2]!
  let end = row + 1
  while (end < rows && positionAt(end) === positionAt(row)) end++
  return end
}
