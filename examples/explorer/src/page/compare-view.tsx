import type { SchemaChange, SchemaComparison } from '@bridge-downstream/core'
import { useEffect, useState } from 'preact/hooks'
import type { DatasetComparison, Exploration } from '../worker/messages.ts'
import { count } from './count.ts'
import type { ExploredInput } from './use-input.ts'
import { useMore } from './use-more.tsx'

const VERDICTS = {
  same: { tone: 'is-good', text: 'One structure. Nothing changed.' },
  evolves: { tone: 'is-warning', text: 'One dataset: both can be in the same tables.' },
  forks: { tone: 'is-bad', text: 'A new version of the dataset: both cannot be in the same tables.' },
} as const

/** The schemas of two inputs side by side: what changed, and whether it matters. */
export function CompareView({ before, after }: { readonly before: ExploredInput; readonly after: ExploredInput }) {
  const [found, setFound] = useState<readonly DatasetComparison[] | string | undefined>(undefined)
  useEffect(() => {
    let isCurrent = true
    const show = (next: readonly DatasetComparison[] | string): void => {
      if (isCurrent) setFound(next)
    }
    setFound(undefined)
    const request = { before: schemasOf(before.exploration), after: schemasOf(after.exploration) }
    before.client.call('compare', request).then(show, (error: Error) => show(error.message))
    return () => {
      isCurrent = false
    }
  }, [before, after])
  if (found === undefined) return <p role="status">Comparing…</p>
  if (typeof found === 'string') return <p class="is-bad">{found}</p>
  return (
    <>
      <p class="verdict-line" role="status">
        {(['same', 'evolves', 'forks'] as const).map((verdict) => {
          const datasets = found.filter((each) => each.in === 'both' && each.comparison.verdict === verdict).length
          return (
            <span key={verdict} class={`badge ${datasets > 0 ? VERDICTS[verdict].tone : ''}`}>
              {verdict}: {datasets}
            </span>
          )
        })}
        <span class="badge">in one only: {found.filter((each) => each.in !== 'both').length}</span>
      </p>
      {found.map((each) => (
        <Dataset key={each.dataset} found={each} before={before} after={after} />
      ))}
    </>
  )
}

function schemasOf({ datasets }: Exploration): { dataset: string; schema: Exploration['datasets'][number]['schema'] }[] {
  return datasets.map(({ dataset, schema }) => ({ dataset, schema }))
}

interface DatasetProps {
  readonly found: DatasetComparison
  readonly before: ExploredInput
  readonly after: ExploredInput
}

function Dataset({ found, before, after }: DatasetProps) {
  const { dataset } = found
  const comparison = found.in === 'both' ? found.comparison : undefined
  return (
    <section class="card comparison" aria-label={dataset}>
      <header>
        <h3 class="place">{dataset}</h3>
        {comparison ? (
          <>
            <span class={`badge is-large ${VERDICTS[comparison.verdict].tone}`}>{comparison.verdict}</span>
            <span>{VERDICTS[comparison.verdict].text}</span>
          </>
        ) : (
          <span class="badge is-large">only in the {found.in === 'before' ? 'first' : 'second'}</span>
        )}
      </header>
      <div class="sides">
        <Side title="First" input={before} dataset={dataset} />
        <Side title="Second" input={after} dataset={dataset} />
      </div>
      {comparison && <Changes comparison={comparison} />}
    </section>
  )
}

function Side({ title, input, dataset }: { readonly title: string; readonly input: ExploredInput; readonly dataset: string }) {
  const found = input.exploration.datasets.find((each) => each.dataset === dataset)
  return (
    <div>
      <p class="quiet">
        {title}: {found ? count(found.schema.documents, 'document') : 'not there'}
      </p>
      {found && <code class="fingerprint">{found.fingerprints.exact}</code>}
    </div>
  )
}

function Changes({ comparison: { changes, compatibility } }: { readonly comparison: SchemaComparison }) {
  const [shown, more] = useMore(changes)
  if (changes.length === 0) return null
  return (
    <>
      <p class="quiet">{readersText(compatibility)}</p>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Changes">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Change</th>
              <th scope="col">Effect</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((change) => (
              <Change key={`${change.path} ${change.change}`} {...change} />
            ))}
          </tbody>
        </table>
      </div>
      {more}
    </>
  )
}

function Change({ path, reason, effect }: SchemaChange) {
  return (
    <tr>
      <td class="place">{path}</td>
      <td>{reason}</td>
      <td>
        <span class={`badge ${{ none: '', evolves: 'is-warning', forks: 'is-bad' }[effect]}`}>{effect}</span>
      </td>
    </tr>
  )
}

function readersText({ backward, forward, full }: SchemaComparison['compatibility']): string {
  if (full) return 'Readers of either can read both.'
  if (backward) return 'Readers of the second can read the first; not the other way round.'
  return forward ? 'Readers of the first can read the second; not the other way round.' : 'Readers of one cannot read the other.'
}
