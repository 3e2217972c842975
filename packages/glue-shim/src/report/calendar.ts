/** Beyond so many days, months are shown in place of days. */
export const MOST_DAYS = 400
/** Beyond so many, rows without anything in them are left out. */
const MOST_EMPTY_ROWS = 24
const DAY_MS = 86_400_000

/** Counts by day, laid out to be looked at: a row for each month with its days, or for each year with its months. */
export interface Calendar {
  readonly unit: 'day' | 'month'
  /** Headings of the columns. */
  readonly columns: readonly string[]
  readonly rows: readonly CalendarRow[]
}

export interface CalendarRow {
  /** `2024-02` or `2024`. */
  readonly label: string
  /** For each column; null where there is no such day. */
  readonly counts: readonly (number | null)[]
  readonly total: number
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** @param days counts by day (`2024-02-29`), in their order; at least one. */
export function layOutCalendar(days: ReadonlyMap<string, number>): Calendar {
  const all = [...days.keys()]
  const [first, last] = [all[0]!, all.at(-1)!]
  const span = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  return span <= MOST_DAYS ? byDay(days, first, last) : byMonth(days, first, last)
}

function byDay(days: ReadonlyMap<string, number>, first: string, last: string): Calendar {
  const rows = monthsBetween(first.slice(0, 7), last.slice(0, 7)).map((month) => {
    const [year, number] = month.split('-').map(Number) as [number, number]
    const length = daysIn(year, number)
    const counts = Array.from({ length: 31 }, (_, i) => (i < length ? (days.get(`${month}-${pad(i + 1)}`) ?? 0) : null))
    return rowOf(month, counts)
  })
  return { unit: 'day', columns: Array.from({ length: 31 }, (_, i) => String(i + 1)), rows }
}

function byMonth(days: ReadonlyMap<string, number>, first: string, last: string): Calendar {
  const months = new Map<string, number>()
  for (const [day, counted] of days) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + counted)
  const [from, to] = [Number(first.slice(0, 4)), Number(last.slice(0, 4))]
  // A clock that was never set makes a year such as 1970, and many empty ones after it.
  const years = to - from < MOST_EMPTY_ROWS ? range(from, to) : [...new Set([...months.keys()].map((month) => Number(month.slice(0, 4))))]
  const rows = years.map((year) => {
    const label = String(year).padStart(4, '0')
    return rowOf(
      label,
      MONTHS.map((_, i) => months.get(`${label}-${pad(i + 1)}`) ?? 0),
    )
  })
  return { unit: 'month', columns: MONTHS, rows }
}

/** @param first `2024-11` @returns all months from the first to the last. */
export function monthsBetween(first: string, last: string): string[] {
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
  return range(index(first), index(last)).map((at) => `${String(Math.floor(at / 12)).padStart(4, '0')}-${pad((at % 12) + 1)}`)
}

/** Of the Gregorian calendar, whatever the year. */
function daysIn(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

function rowOf(label: string, counts: readonly (number | null)[]): CalendarRow {
  return { label, counts, total: counts.reduce<number>((sum, counted) => sum + (counted ?? 0), 0) }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
