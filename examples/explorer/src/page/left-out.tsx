import type { LedgerItem } from '../worker/messages.ts'
import { useMore } from './use-more.tsx'

/** What could not be read, each with its reason. */
export function LeftOut({ items }: { readonly items: readonly LedgerItem[] }) {
  const [shown, more] = useMore(items.filter(({ outcome }) => outcome === 'quarantined'))
  if (shown.length === 0) return null
  return (
    <>
      <ul class="left-out">
        {shown.map(({ archive, entry, code, reason }) => (
          <li key={`${archive} ${entry}`}>
            <span class="place">{entry === undefined ? archive : `${archive} › ${entry}`}</span>
            <span>
              {reason} <code class="badge is-bad">{code}</code>
            </span>
          </li>
        ))}
      </ul>
      {more}
    </>
  )
}
