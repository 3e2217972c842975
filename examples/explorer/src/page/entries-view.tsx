import type { Exploration, LedgerItem } from '../worker/messages.ts'
import { formatNumber } from './count.ts'
import { LeftOut } from './left-out.tsx'
import { useMore } from './use-more.tsx'

const OUTCOMES = { written: 'read', skipped: 'passed over', quarantined: 'left out' } as const

/** Every entry of every archive, and what became of it. */
export function EntriesView({ exploration }: { readonly exploration: Exploration }) {
  const { items, archives, entries, documents, leaves } = exploration.ledger
  const [shown, more] = useMore(items)
  const hasBad = items.some(({ outcome }) => outcome === 'quarantined')
  return (
    <>
      <dl class="figures">
        <Figure name="Archives" value={archives.total} />
        <Figure name="Entries" value={entries.total} />
        <Figure name="Documents" value={documents.written} />
        <Figure name="Values" value={leaves.in} />
      </dl>
      {hasBad && (
        <section class="card is-warned" aria-label="Left out">
          <h3>Left out</h3>
          <LeftOut items={items} />
        </section>
      )}
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Entries">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Entry</th>
              <th scope="col">Outcome</th>
              <th scope="col" class="is-number">
                Documents
              </th>
              <th scope="col" class="is-number">
                Values
              </th>
              <th scope="col">Dataset, or why not</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item, i) => (
              <Entry key={`${item.archive} ${item.entry}`} item={item} isFirst={shown[i - 1]?.archive !== item.archive} />
            ))}
          </tbody>
        </table>
      </div>
      {more}
    </>
  )
}

function Figure({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatNumber(value)}</dd>
    </div>
  )
}

function Entry({ item, isFirst }: { readonly item: LedgerItem; readonly isFirst: boolean }) {
  const { archive, entry, outcome, documents, leaves, dataset, reason } = item
  return (
    <>
      {isFirst && (
        <tr class="group">
          <th scope="rowgroup" colSpan={5}>
            {archive}
          </th>
        </tr>
      )}
      <tr>
        <td class="place">{entry ?? '(the archive itself)'}</td>
        <td>
          <span class={`badge ${{ written: 'is-good', skipped: '', quarantined: 'is-bad' }[outcome]}`}>{OUTCOMES[outcome]}</span>
        </td>
        <td class="is-number">{outcome === 'written' ? formatNumber(documents) : ''}</td>
        <td class="is-number">{outcome === 'written' ? formatNumber(leaves) : ''}</td>
        <td>{dataset === undefined ? <span class="quiet">{reason}</span> : <code>{dataset}</code>}</td>
      </tr>
    </>
  )
}
