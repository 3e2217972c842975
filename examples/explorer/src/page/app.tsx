import { useState } from 'preact/hooks'
import { NEWER, OLDER } from 'virtual:sample-study'
import type { InputFile } from '../worker/messages.ts'
import { CompareView } from './compare-view.tsx'
import { formatNumber } from './count.ts'
import { DiagramView } from './diagram-view.tsx'
import { EntriesView } from './entries-view.tsx'
import { Introduction } from './introduction.tsx'
import { InputCard } from './input-card.tsx'
import { RowsView } from './rows-view.tsx'
import { SchemaView } from './schema-view.tsx'
import { Tabs, type Tab } from './tabs.tsx'
import { useInput, type ExploredInput, type InputState } from './use-input.ts'

type ViewName = 'entries' | 'schema' | 'diagram' | 'tables' | 'compare'

const SAMPLES = {
  first: { label: 'Sample study, older app', files: () => OLDER.map(toInputFile) },
  second: { label: 'Sample study, newer app', files: () => NEWER.map(toInputFile) },
}

/** The page: two inputs, and views of what is in them. */
export function App() {
  const [first, second] = [useInput(), useInput()]
  const [view, setView] = useState<ViewName>('entries')
  const [side, setSide] = useState<'first' | 'second'>('first')
  const explored = { first: exploredOf(first.state), second: exploredOf(second.state) }
  const shownSide = explored[side] ? side : explored.first ? 'first' : 'second'
  const shown = explored[shownSide]
  const both = explored.first && explored.second
  return (
    <>
      <header class="page-header">
        <h1>Archive explorer</h1>
        <p>Drop a study’s archives and see their tables. Everything stays in this browser: the page cannot connect to anything.</p>
      </header>
      <main>
        <div class="inputs">
          <InputCard
            isFirst
            title="First input"
            hint="Drop ZIP archives or JSON files here, or choose them."
            input={first}
            sample={SAMPLES.first}
          />
          <InputCard title="Second input" hint="To compare with the first." input={second} sample={SAMPLES.second} />
        </div>
        {first.state.status === 'empty' && second.state.status === 'empty' && <Introduction />}
        {shown && (
          <Tabs
            label="Views"
            tabs={tabsFor(shown, both !== undefined)}
            selected={both || view !== 'compare' ? view : 'entries'}
            onSelect={setView}
          >
            {both && view !== 'compare' && <SideSwitch side={shownSide} onSelect={setSide} />}
            {both && view === 'compare' ? (
              <CompareView before={explored.first!} after={explored.second!} />
            ) : (
              <View key={shownSide} name={view} shown={shown} onOpen={setView} />
            )}
          </Tabs>
        )}
      </main>
    </>
  )
}

function View({
  name,
  shown,
  onOpen,
}: {
  readonly name: ViewName
  readonly shown: ExploredInput
  readonly onOpen: (name: ViewName) => void
}) {
  const [table, setTable] = useState<string | undefined>(undefined)
  const { exploration } = shown
  switch (name) {
    case 'schema':
      return <SchemaView key={shown.label} exploration={exploration} />
    case 'diagram':
      return (
        <DiagramView
          exploration={exploration}
          onOpen={(name) => {
            setTable(name)
            onOpen('tables')
          }}
        />
      )
    case 'tables':
      return <RowsView shown={shown} table={table} onSelect={setTable} />
    default:
      return <EntriesView exploration={exploration} />
  }
}

function SideSwitch({ side, onSelect }: { readonly side: 'first' | 'second'; readonly onSelect: (side: 'first' | 'second') => void }) {
  return (
    <fieldset class="switch">
      <legend class="hidden-text">Shown input</legend>
      {(['first', 'second'] as const).map((name) => (
        <label key={name}>
          <input type="radio" name="side" checked={side === name} onChange={() => onSelect(name)} />
          {name === 'first' ? 'First input' : 'Second input'}
        </label>
      ))}
    </fieldset>
  )
}

function tabsFor({ exploration: { ledger, datasets, tables } }: ExploredInput, hasBoth: boolean): Tab<ViewName>[] {
  return [
    { name: 'entries', label: 'Entries', note: formatNumber(ledger.entries.total) },
    { name: 'schema', label: 'Schema', note: formatNumber(datasets.length) },
    { name: 'diagram', label: 'Diagram' },
    { name: 'tables', label: 'Tables', note: formatNumber(tables.length) },
    ...(hasBoth ? [{ name: 'compare', label: 'Compare' } as const] : []),
  ]
}

function exploredOf(state: InputState): ExploredInput | undefined {
  return state.status === 'done' || state.status === 'partial' ? state : undefined
}

function toInputFile({ name, recordId, base64 }: (typeof OLDER)[number]): InputFile {
  const text = atob(base64)
  return { name, recordId, blob: new Blob([Uint8Array.from(text, (char) => char.charCodeAt(0))]) }
}
