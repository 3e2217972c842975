import { useId, useRef, useState } from 'preact/hooks'
import type { InputFile } from '../worker/messages.ts'
import { count, formatBytes } from './count.ts'
import type { ExploredInput, Input } from './use-input.ts'
import { LeftOut } from './left-out.tsx'

interface InputCardProps {
  readonly title: string
  readonly hint: string
  /** Whether this is the one to begin with. */
  readonly isFirst?: boolean
  readonly input: Input
  readonly sample: { readonly label: string; files(): readonly InputFile[] }
}

/** Where files are dropped or chosen, and what has become of them. */
export function InputCard({ title, hint, input, sample, isFirst = false }: InputCardProps) {
  const [isOver, setOver] = useState(false)
  const heading = useId()
  const { state } = input
  const open = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])]
    if (files.length > 0) input.open(files.map(toInputFile), files.length === 1 ? files[0]!.name : count(files.length, 'file'))
  }
  return (
    <section
      class={`card input-card ${isOver ? 'is-over' : ''} is-${state.status}`}
      aria-labelledby={heading}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        open(event.dataTransfer?.files)
      }}
    >
      <h2 id={heading}>{title}</h2>
      {/* It stays while what it says changes, so that a screen reader announces the change. */}
      <div role="status" class="input-status">
        {state.status === 'empty' && <p>{state.note ?? hint}</p>}
        {state.status === 'working' && <p class="file-name">{state.label}</p>}
        {(state.status === 'done' || state.status === 'partial') && <Summary state={state} />}
        {state.status === 'failed' && (
          <>
            <p class="file-name">{state.label}</p>
            <p class="is-bad">
              <strong>Not read.</strong> {state.message}
            </p>
          </>
        )}
      </div>
      {state.status === 'failed' && <LeftOut items={state.items} />}
      {state.status === 'working' ? (
        <Working input={input} />
      ) : (
        <Choices open={open} input={input} sample={sample} title={title} isFirst={isFirst} />
      )}
    </section>
  )
}

function Choices({
  open,
  input,
  sample,
  title,
  isFirst,
}: Pick<InputCardProps, 'input' | 'sample' | 'title' | 'isFirst'> & { readonly open: (list: FileList | null) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const isEmpty = input.state.status === 'empty'
  return (
    <div class="buttons">
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={title}
        onChange={(event) => {
          open(event.currentTarget.files)
          // So that the same file can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      <button type="button" class={isEmpty && isFirst ? 'is-main' : ''} onClick={() => files.current?.click()}>
        {isEmpty ? 'Choose files' : 'Choose others'}
      </button>
      {isEmpty ? (
        <button type="button" onClick={() => input.open(sample.files(), sample.label)}>
          Try the sample
        </button>
      ) : (
        <button type="button" onClick={() => input.clear()}>
          Clear
        </button>
      )}
    </div>
  )
}

function Working({ input }: { readonly input: Input }) {
  const progress = input.state.status === 'working' ? input.state.progress : undefined
  const doing = progress?.phase === 'tables' ? 'Writing the tables' : 'Learning the schemas'
  return (
    <div class="working">
      <p>{doing}</p>
      <progress max={1} value={progress?.fraction ?? 0} aria-label={doing} />
      <p class="quiet one-line">{progress ? [progress.archive, progress.entry].filter(Boolean).join(' › ') : ' '}</p>
      <div class="buttons">
        <button type="button" onClick={() => input.cancel()}>
          Cancel
        </button>
      </div>
    </div>
  )
}

function Summary({ state }: { readonly state: ExploredInput }) {
  const { ledger, tables } = state.exploration
  const bytes = tables.flatMap(({ parts }) => parts).reduce((sum, { blob }) => sum + blob.size, 0)
  return (
    <>
      <p class="file-name">{state.label}</p>
      <p class="quiet">
        {count(ledger.documents.written, 'document')} in {count(tables.length, 'table')}, {formatBytes(bytes)} of Parquet, after{' '}
        {(state.elapsedMs / 1000).toFixed(1)} s
      </p>
      {state.status === 'partial' && (
        <p class="is-warning">
          <strong>{count(ledger.items.filter(({ outcome }) => outcome === 'quarantined').length, 'item')} left out.</strong> The others are
          complete; see Entries for the reasons.
        </p>
      )}
    </>
  )
}

function toInputFile(file: File): InputFile {
  return { name: file.webkitRelativePath || file.name, blob: file }
}
