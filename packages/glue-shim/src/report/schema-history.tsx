import type { ReportVersion } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { count, formatNumber } from '../format-number.js'
import { Name } from './name.js'
import { ScrollBox } from './scroll-box.js'

type VersionEvent = ReportVersion['history'][number]

/** Of the schemas that changed a version, and of the changes by each, so many are shown. */
const MOST_EVENTS = 100
const MOST_CHANGES = 200

const REASONS: Readonly<Record<VersionEvent['reason'], string>> = {
  given: 'given by name',
  known: 'known structure',
  inferred: 'by structure',
}

/** How a version came to be, and each schema that changed it since. */
export function SchemaHistory({ version: { dataset, history } }: { readonly version: ReportVersion }): VNode {
  if (history.length === 0) return <p class="quiet">The registry does not know this dataset, so it has no history.</p>
  const events = [...history.entries()]
  const shown = events.length <= MOST_EVENTS ? events : [events[0]!, ...events.slice(1 - MOST_EVENTS)]
  return (
    <>
      <p>{driftSentence(history)}</p>
      {shown.length < events.length && <p class="quiet">The first and the last {formatNumber(MOST_EVENTS - 1)} are shown.</p>}
      <ScrollBox label={`Schema history of ${dataset}`}>
        <table>
          <caption class="unseen">Schema history of {dataset}</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                #
              </th>
              <th scope="col">Verdict</th>
              <th scope="col">Compared with</th>
              <th scope="col">Came here</th>
              <th scope="col">Changes</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(([i, event]) => (
              <Event event={event} number={i + 1} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  )
}

/** In a sentence: how often its schema changed, and what kind of change it was. */
function driftSentence(history: readonly VersionEvent[]): string {
  const later = history.slice(1)
  if (later.length === 0) return 'Its schema has not changed since it was made.'
  return `Its schema was changed ${later.length === 1 ? 'once' : `${formatNumber(later.length)} times`} since it was made: ${changeCounts(later.flatMap(({ changes }) => changes))}.`
}

function Event({
  event: { reason, verdict, comparedWith, changes },
  number,
}: {
  readonly event: VersionEvent
  readonly number: number
}): VNode {
  return (
    <tr>
      <td class="number">{formatNumber(number)}</td>
      <td>
        <span class={`badge ${verdict}`}>{verdict}</span>
      </td>
      <td>{comparedWith === null ? '–' : <Name of={comparedWith} />}</td>
      <td>{REASONS[reason]}</td>
      <td class="what">{changes.length === 0 ? '–' : <Changes changes={changes} />}</td>
    </tr>
  )
}

function Changes({ changes }: Pick<VersionEvent, 'changes'>): VNode {
  const more = changes.length - MOST_CHANGES
  return (
    <details>
      <summary>{changeCounts(changes)}</summary>
      <ul class="changes">
        {changes.slice(0, MOST_CHANGES).map(({ path, effect, reason }) => (
          <li>
            <span class={`badge ${effect}`}>{effect}</span> <Name of={path} /> {reason}
          </li>
        ))}
        {more > 0 && <li>and {formatNumber(more)} more</li>}
      </ul>
    </details>
  )
}

/** `3 × field added, 1 × became optional`, the most frequent first. */
function changeCounts(changes: VersionEvent['changes']): string {
  const groups = [...Map.groupBy(changes, ({ change }) => change)].map(([change, of]) => ({ change, times: of.length }))
  if (groups.length === 0) return count(0, 'change')
  return groups
    .sort((a, b) => b.times - a.times || (a.change < b.change ? -1 : 1))
    .map(({ change, times }) => `${formatNumber(times)} × ${change.replaceAll('-', ' ')}`)
    .join(', ')
}
