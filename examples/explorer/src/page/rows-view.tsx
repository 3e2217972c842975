import type { Exploration, ExploredTable } from '../worker/messages.ts'
import { count, formatBytes, formatNumber } from './count.ts'
import { Grid } from './grid.tsx'
import { Picker, type Choice } from './picker.tsx'
import type { ExploredInput } from './use-input.ts'

interface RowsViewProps {
  readonly shown: ExploredInput
  /** Name of the table; default: the first. */
  readonly table: string | undefined
  readonly onSelect: (table: string) => void
}

/** The rows of one table, and its parts to take away. */
export function RowsView({ shown: { exploration, client }, table: name, onSelect }: RowsViewProps) {
  const shown = exploration.tables.find(({ table }) => table.name === name) ?? exploration.tables[0]!
  const { table, meaning, rows } = shown
  return (
    <div class="with-picker">
      <Picker label="Table" choices={tableChoices(exploration)} selected={table.name} onSelect={onSelect} />
      <div class="rows-view" key={table.name}>
        <header>
          <h3 class="place">{table.name}</h3>
          <p class="quiet">
            {count(rows, 'row')}, {count(table.columns.length, 'column')}. {meaning.description}
          </p>
        </header>
        <Downloads table={shown} />
        {rows === 0 ? <p class="quiet">No document has a row for this table.</p> : <Grid table={shown} client={client} />}
      </div>
    </div>
  )
}

function tableChoices({ tables }: Exploration): Choice[] {
  const depths = new Map<string | null, number>([[null, -1]])
  let root = ''
  return tables.map(({ table: { name, parent, kind }, rows }) => {
    if (kind === 'root') root = name
    const above = kind === 'residue' ? root : parent
    const depth = (depths.get(above) ?? 0) + 1
    depths.set(name, depth)
    const short = above !== null && name.startsWith(above) ? `…${name.slice(above.length)}` : name
    return { value: name, label: name, short, note: formatNumber(rows), depth }
  })
}

/** A part is made into a file by the browser itself: nothing is asked of a server. */
function Downloads({ table: { table, parts } }: { readonly table: ExploredTable }) {
  return (
    <div class="buttons">
      {parts.map(({ blob, rows }, i) => (
        <button
          key={i}
          type="button"
          title={count(rows, 'row')}
          onClick={() => save(blob, `${table.name}-part-${String(i).padStart(5, '0')}.parquet`)}
        >
          {parts.length === 1 ? 'Download as Parquet' : `Part ${i + 1}`} ({formatBytes(blob.size)})
        </button>
      ))}
    </div>
  )
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser takes hold of the blob before this, however large it is.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
