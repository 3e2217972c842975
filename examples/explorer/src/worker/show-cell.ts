import type { Cell, ColumnType } from '@bridge-downstream/core'

const LONGEST_TEXT = 400
const DAY_MS = 86_400_000

/** A cell as it is shown. Long text is cut: the grid shows its beginning, and the file holds all of it. */
export function showCell(cell: Cell, type: ColumnType): string | null {
  if (cell === null) return null
  if (type === 'timestamp') return showTimestamp(BigInt(cell))
  if (type === 'date') return new Date(Number(cell) * DAY_MS).toISOString().replace(/T.*/, '')
  const text = String(cell)
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}

/** Years beyond those that a Date holds stay the microseconds they are. */
function showTimestamp(micros: bigint): string {
  const sub = ((micros % 1000n) + 1000n) % 1000n
  const date = new Date(Number((micros - sub) / 1000n))
  if (Number.isNaN(date.getTime())) return `${micros} µs`
  return date.toISOString().replace('Z', sub === 0n ? 'Z' : `${String(sub).padStart(3, '0')}Z`)
}
