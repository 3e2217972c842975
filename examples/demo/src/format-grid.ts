const WIDEST_COLUMN = 28
const GAP = '  '

/** Rows as aligned text; columns that do not fit the width are left out, and counted. */
export function formatGrid(names: readonly string[], rows: readonly (readonly unknown[])[], width: number): string {
  const columns = names.map((name, i) => [name, ...rows.map((row) => cell(row[i]))].map(clip))
  const widths = columns.map((column) => Math.max(...column.map((text) => text.length)))
  let shown = 0
  for (let used = 0; shown < columns.length; shown++) {
    used += widths[shown]! + GAP.length
    if (used > width) break
  }
  const lines = Array.from({ length: rows.length + 1 }, (_, line) =>
    columns
      .slice(0, shown)
      .map((column, i) => column[line]!.padEnd(widths[i]!))
      .join(GAP)
      .trimEnd(),
  )
  const more = columns.length - shown
  return [...lines, ...(more > 0 ? [`… and ${more} more columns`] : [])].map((line) => `  ${line}`).join('\n')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '·'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > WIDEST_COLUMN ? `${line.slice(0, WIDEST_COLUMN - 1)}…` : line
}
