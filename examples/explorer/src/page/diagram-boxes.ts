import type { Column, Table } from '@bridge-downstream/core'
import type { ExploredTable } from '../worker/messages.ts'

/** Of a table's columns so many are drawn; those that link tables always are. */
const MOST_COLUMNS = 14

export const ROW_HEIGHT = 22
export const HEADER_HEIGHT = 46
const CHAR_WIDTH = 7.3
const PADDING = 44

/** A table as it is drawn. Lengths are pixels. */
export interface DiagramBox {
  readonly table: Table
  readonly rows: number
  readonly columns: readonly Column[]
  /** Columns that are not drawn. */
  readonly left: number
  readonly width: number
  readonly height: number
}

/** From a column of ids to the rows that have them; from a document to its residue, which no column links. */
export interface DiagramLink {
  readonly parent: string
  readonly column: string | undefined
  readonly child: string
}

export function diagramBoxes(tables: readonly ExploredTable[]): DiagramBox[] {
  return tables.map(({ table, rows }) => {
    const columns = drawnColumns(table.columns)
    const left = table.columns.length - columns.length
    const longest = Math.max(table.name.length * 1.08, ...columns.map(({ name, type }) => name.length + type.length + 2))
    const height = HEADER_HEIGHT + (columns.length + (left > 0 ? 1 : 0)) * ROW_HEIGHT + 6
    return { table, rows, columns, left, width: Math.round(Math.min(longest, 60) * CHAR_WIDTH + PADDING), height }
  })
}

export function diagramLinks(tables: readonly ExploredTable[]): DiagramLink[] {
  const there = new Set(tables.map(({ table }) => table.name))
  const root = tables.find(({ table }) => table.kind === 'root')
  return tables.flatMap(({ table: { name, kind, columns } }): DiagramLink[] => {
    if (kind === 'residue') return root ? [{ parent: root.table.name, column: undefined, child: name }] : []
    const links = columns.flatMap((column) => (isLink(column.source) ? [{ column: column.name, child: column.source.table }] : []))
    return links.filter(({ child }) => there.has(child)).map((link) => ({ parent: name, ...link }))
  })
}

/** Where a column's row is in its box, from the top to the row's middle. */
export function rowMiddle({ columns }: DiagramBox, column: (column: Column) => boolean): number {
  const at = columns.findIndex(column)
  return HEADER_HEIGHT + (Math.max(at, 0) + 0.5) * ROW_HEIGHT
}

export function isLink(source: Column['source']): source is Extract<Column['source'], { role: 'array' | 'map' }> {
  return source.role === 'array' || source.role === 'map'
}

function drawnColumns(columns: readonly Column[]): Column[] {
  const always = ({ source }: Column): boolean => isLink(source) || source.role === 'id'
  let others = MOST_COLUMNS - columns.filter(always).length
  return columns.filter((column) => always(column) || others-- > 0)
}
