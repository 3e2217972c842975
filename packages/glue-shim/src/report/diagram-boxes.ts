import type { ReportColumn, ReportTable } from '@bridge-downstream/core'
import { visibleText } from './visible-text.js'

/** Of a table's columns so many are drawn beside those that link tables; none where there are many tables. */
const MOST_COLUMNS = 10
const MANY_TABLES = 24
/** Columns that every table has say nothing of this one. */
const EVERYWHERE: ReadonlySet<ReportColumn['role']> = new Set(['injected', 'origin'])
/** Longer names are cut; the dictionary has them whole. */
const LONGEST_NAME = 40

export const ROW_HEIGHT = 20
export const HEADER_HEIGHT = 42
const CHAR_WIDTH = 7
const PADDING = 36

/** A table as it is drawn. Lengths are pixels. */
export interface DiagramBox {
  readonly table: ReportTable
  readonly title: string
  readonly columns: readonly DrawnColumn[]
  /** Columns that are not drawn. */
  readonly left: number
  readonly width: number
  readonly height: number
}

export interface DrawnColumn {
  readonly column: ReportColumn
  readonly title: string
}

/** From a column of ids to the rows that have them; from the root to its residue, which no column links. */
export interface DiagramLink {
  readonly parent: string
  readonly column: string | null
  readonly child: string
}

/** @param tables all of a dataset; a residue without rows is not drawn. */
export function diagramBoxes(tables: readonly ReportTable[]): DiagramBox[] {
  const most = tables.length > MANY_TABLES ? 0 : MOST_COLUMNS
  return tables
    .filter(({ kind, rows }) => kind !== 'residue' || rows > 0)
    .map((table) => {
      const columns = drawnColumns(table.columns, most).map((column) => ({ column, title: shorten(column.name) }))
      const title = shorten(table.name)
      const left = table.columns.length - columns.length
      const longest = Math.max(title.length * 1.1, 20, ...columns.map(({ title: name, column: { type } }) => name.length + type.length + 2))
      const height = HEADER_HEIGHT + (columns.length + (left > 0 ? 1 : 0)) * ROW_HEIGHT + 6
      return { table, title, columns, left, width: Math.round(longest * CHAR_WIDTH + PADDING), height }
    })
}

export function diagramLinks(tables: readonly ReportTable[]): DiagramLink[] {
  const root = tables.find(({ kind }) => kind === 'root')
  return tables.flatMap(({ name, kind, columns }): DiagramLink[] => {
    if (kind === 'residue') return root ? [{ parent: root.name, column: null, child: name }] : []
    return columns.flatMap(({ name: column, child }) => (child === null ? [] : [{ parent: name, column, child }]))
  })
}

/** Where a column's row is in its box, from the top to the row's middle. */
export function rowMiddle({ columns }: DiagramBox, isWanted: (column: ReportColumn) => boolean): number {
  const at = columns.findIndex(({ column }) => isWanted(column))
  return at < 0 ? HEADER_HEIGHT / 2 : HEADER_HEIGHT + (at + 0.5) * ROW_HEIGHT
}

export function isKey({ child, role }: ReportColumn): boolean {
  return child !== null || role === 'id'
}

function drawnColumns(columns: readonly ReportColumn[], most: number): ReportColumn[] {
  let others = most
  return columns.filter((column) => isKey(column) || (!EVERYWHERE.has(column.role) && others-- > 0))
}

function shorten(name: string): string {
  const text = visibleText(name)
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1).toWellFormed()}…` : text
}
