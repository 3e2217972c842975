import { monthsBetween } from './calendar.js'

const DAY_MS = 86_400_000

/** How a span of time is cut up where datasets stand side by side. */
export interface Periods {
  readonly unit: 'day' | 'month' | 'year'
  /** `2024-02-29`, `2024-02` or `2024`; in their order. */
  readonly labels: readonly string[]
  /** The label of the period that a day is in. */
  readonly labelOf: (day: string) => string
}

/**
 * Cut a span of time into days, or months, or else years.
 *
 * @param days `2024-02-29`, in any order; at least one.
 * @param most periods of each kind.
 */
export function choosePeriods(days: Iterable<string>, most: { readonly days: number; readonly months: number }): Periods {
  const sorted = [...new Set(days)].sort()
  const [first, last] = [sorted[0]!, sorted.at(-1)!]
  const length = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  if (length <= most.days) {
    const labels = Array.from({ length }, (_, i) => new Date(Date.parse(first) + i * DAY_MS).toISOString().slice(0, 10))
    return { unit: 'day', labels, labelOf: (day) => day }
  }
  const months = monthsBetween(first.slice(0, 7), last.slice(0, 7))
  if (months.length <= most.months) return { unit: 'month', labels: months, labelOf: (day) => day.slice(0, 7) }
  // Years without anything are left out: a clock that was never set is decades away.
  return { unit: 'year', labels: [...new Set(sorted.map((day) => day.slice(0, 4)))], labelOf: (day) => day.slice(0, 4) }
}
