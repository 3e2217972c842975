import { openPart, type PartReader, type RowBatch, type Table } from '@bridge-downstream/core'
import type { CellRange, ExploredPart, ExploredTable, ShownCells } from './messages.ts'
import { showCell } from './show-cell.ts'

/** Row groups kept in memory; core bounds what one may weigh. */
const KEPT_ROW_GROUPS = 6

interface RowGroup {
  readonly firstRow: number
  readonly endRow: number
  readonly part: PartReader
  readonly number: number
}

/** Reads the cells of one table from its parts, a row group at a time. */
export class TableCells {
  readonly #table: Table
  readonly #rowGroups: Promise<readonly RowGroup[]>
  /** The last ones used, the latest at the end. */
  readonly #batches = new Map<RowGroup, Promise<RowBatch>>()

  constructor({ table, parts }: ExploredTable) {
    this.#table = table
    this.#rowGroups = listRowGroups(parts)
  }

  async read({ firstRow, endRow, firstColumn, endColumn }: CellRange): Promise<ShownCells> {
    const columns = this.#table.columns.slice(firstColumn, endColumn)
    const shown = columns.map((): (string | null)[] => [])
    for (const group of await this.#rowGroups) {
      if (group.endRow <= firstRow || group.firstRow >= endRow) continue
      const batch = await this.#open(group)
      const [from, to] = [Math.max(firstRow, group.firstRow) - group.firstRow, Math.min(endRow, group.endRow) - group.firstRow]
      for (const [i, { type }] of columns.entries()) {
        for (const cell of batch.cells(firstColumn + i).slice(from, to)) shown[i]!.push(showCell(cell, type))
      }
    }
    return shown
  }

  #open(group: RowGroup): Promise<RowBatch> {
    const batch = this.#batches.get(group) ?? group.part.rowGroup(group.number, this.#table)
    this.#batches.delete(group)
    this.#batches.set(group, batch)
    for (const oldest of this.#batches.keys()) {
      if (this.#batches.size <= KEPT_ROW_GROUPS) break
      this.#batches.delete(oldest)
    }
    return batch
  }
}

async function listRowGroups(parts: readonly ExploredPart[]): Promise<readonly RowGroup[]> {
  const groups: RowGroup[] = []
  let firstRow = 0
  for (const { blob } of parts) {
    const slice = (start: number, end?: number): Promise<ArrayBuffer> => blob.slice(start, end).arrayBuffer()
    const part = await openPart({ byteLength: blob.size, slice })
    for (const [number, rows] of part.rowGroupRows.entries()) {
      groups.push({ firstRow, endRow: firstRow + rows, part, number })
      firstRow += rows
    }
  }
  return groups
}
