import type { Column } from '@bridge-downstream/core'
import { useEffect, useRef } from 'preact/hooks'
// oxlint-disable-next-line import/no-unassigned-import -- it registers the element, and exports nothing
import 'regular-table'
import type { RegularTableElement } from 'regular-table'
import type { ExploredTable } from '../worker/messages.ts'
import type { ExploreClient } from './explore-client.ts'

/** As the style sheet has it. */
const ROW_PX = 28
/** The names of the columns, the bar to scroll and the frame. */
const AROUND_ROWS_PX = 54
const TALLEST_PX = 620

interface GridProps {
  readonly table: ExploredTable
  readonly client: ExploreClient
}

/** The rows of a table; only those in sight are read and drawn. */
export function Grid({ table, client }: GridProps) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const grid = document.createElement('regular-table')
    frame.current!.style.height = `${Math.min(table.rows * ROW_PX + AROUND_ROWS_PX, TALLEST_PX)}px`
    // A region that scrolls must be within reach of the keyboard.
    grid.tabIndex = 0
    grid.setAttribute('role', 'region')
    grid.setAttribute('aria-label', `Rows of ${table.table.name}`)
    frame.current!.replaceChildren(grid)
    grid.setDataListener((firstColumn, firstRow, endColumn, endRow) =>
      readCells(table, client, { firstColumn, firstRow, endColumn, endRow }),
    )
    grid.addStyleListener(() => markCells(grid, table))
    void grid.draw()
    const resized = new ResizeObserver(() => void grid.draw({ invalid_viewport: true }))
    resized.observe(frame.current!)
    return () => resized.disconnect()
  }, [table, client])
  return <div class="grid" ref={frame} />
}

interface Range {
  readonly firstColumn: number
  readonly firstRow: number
  readonly endColumn: number
  readonly endRow: number
}

async function readCells({ table, rows }: ExploredTable, client: ExploreClient, asked: Range) {
  const [endRow, endColumn] = [Math.min(asked.endRow, rows), Math.min(asked.endColumn, table.columns.length)]
  const range = { ...asked, endRow, endColumn }
  const cells = await client.call('cells', { table: table.name, ...range })
  return {
    num_rows: rows,
    num_columns: table.columns.length,
    data: cells.map((column) => [...column]),
    column_headers: table.columns.slice(asked.firstColumn, endColumn).map(({ name }) => [name]),
    row_headers: Array.from({ length: Math.max(0, endRow - asked.firstRow) }, (_, i) => [asked.firstRow + i]),
  }
}

/** After each drawing: what a cell is, for the eye and for a screen reader. */
function markCells(grid: RegularTableElement, { table, meaning, rows }: ExploredTable): void {
  const drawn = grid.querySelector('table')
  drawn?.setAttribute('aria-label', table.name)
  drawn?.setAttribute('aria-rowcount', String(rows + 1))
  drawn?.setAttribute('aria-colcount', String(table.columns.length + 1))
  for (const header of grid.querySelectorAll<HTMLTableCellElement>('thead th')) {
    const meta = grid.getMeta(header)
    header.scope = 'col'
    header.title = (meta?.type === 'column_header' && meaning.columns[meta.x]?.description) || ''
  }
  for (const cell of grid.querySelectorAll<HTMLTableCellElement>('tbody td')) {
    const meta = grid.getMeta(cell)
    if (meta?.type !== 'body') continue
    cell.classList.toggle('is-number', isNumeric(table.columns[meta.x]))
    cell.classList.toggle('is-none', meta.value === null)
    cell.title = typeof meta.value === 'string' ? meta.value : ''
  }
}

function isNumeric(column: Column | undefined): boolean {
  return column?.type === 'integer' || column?.type === 'number'
}
