import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import { formatNumber } from './count.ts'

const STEP = 100

/** The first of a long list, and the button that shows more of it: what is not looked at costs nothing. */
export function useMore<T>(items: readonly T[], step: number = STEP): readonly [readonly T[], ComponentChild] {
  const [limit, setLimit] = useState(step)
  const left = items.length - limit
  const button = left > 0 && (
    <button type="button" class="more" onClick={() => setLimit(limit + step)}>
      Show {formatNumber(Math.min(step, left))} more of {formatNumber(left)}
    </button>
  )
  return [left > 0 ? items.slice(0, limit) : items, button]
}
