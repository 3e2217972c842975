import type { ReportData } from '@bridge-downstream/core'
import { drawDocumentsChart, SERIES_COLORS, type ChartSeries } from './documents-chart.js'
import type { OverviewTime } from './overview-section.js'
import { choosePeriods, type Periods } from './periods.js'
import { documentsByDay, versionsOf } from './report-totals.js'

/** A row of cells is short of room; a row of bars is not. */
const CELLS = { days: 31, months: 24 } as const
const BARS = { days: 120, months: 120 } as const

/** Count documents by period, and draw them; undefined where no partition has a day. */
export function overviewTime(data: ReportData): OverviewTime | undefined {
  const counted = versionsOf(data).map((version) => ({ dataset: version.dataset, days: documentsByDay(version) }))
  const dated = counted.filter(({ days }) => days.size > 0)
  if (dated.length === 0) return undefined
  const all = dated.flatMap(({ days }) => [...days.keys()])
  const [periods, bars] = [choosePeriods(all, CELLS), choosePeriods(all, BARS)]
  const rowsBy = (by: Periods): OverviewTime['rows'] => dated.map(({ dataset, days }) => countBy(by, dataset, days))
  const series = largestSeries(rowsBy(bars))
  return { periods, rows: rowsBy(periods), series, chart: drawDocumentsChart(bars, series) }
}

function countBy({ labels, labelOf }: Periods, dataset: string, days: ReadonlyMap<string, number>): OverviewTime['rows'][number] {
  const counts = new Map(labels.map((label) => [label, 0]))
  for (const [day, documents] of days) counts.set(labelOf(day), (counts.get(labelOf(day)) ?? 0) + documents)
  return { label: dataset, counts: [...counts.values()], total: [...days.values()].reduce((a, b) => a + b, 0) }
}

/** As many as there are colours; the last stands for all others. */
function largestSeries(rows: OverviewTime['rows']): ChartSeries[] {
  const sorted = rows
    .toSorted((a, b) => b.total - a.total)
    .map(({ label, counts }) => ({ name: label, counts: counts.map((each) => each ?? 0) }))
  const most = SERIES_COLORS.length
  if (sorted.length <= most) return sorted
  const others = sorted.slice(most - 1)
  const counts = others[0]!.counts.map((_, i) => others.reduce((sum, row) => sum + row.counts[i]!, 0))
  return [...sorted.slice(0, most - 1), { name: `${others.length} others`, counts }]
}
