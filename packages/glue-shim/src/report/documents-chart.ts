import { barY, plot, ruleY } from '@observablehq/plot'
import { scaleLinear } from 'd3-scale'
import { parseHTML } from 'linkedom'
import { count } from '../format-number.js'
import type { Periods } from './periods.js'

/** Documents of some datasets in the months (or days) of a destination. */
export interface ChartSeries {
  readonly name: string
  /** For each period. */
  readonly counts: readonly number[]
}

/** Colours of series, as the style sheet has them for light and dark. */
export const SERIES_COLORS = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)', 'var(--c6)'] as const

const [WIDTH, HEIGHT] = [960, 240]
const MOST_TICKS = 12

/**
 * Draw stacked bars.
 *
 * @param series at most as many as there are colours.
 * @returns an SVG element as text; no script, no address, and the same for the same counts.
 */
export function drawDocumentsChart({ unit, labels }: Periods, series: readonly ChartSeries[]): string {
  const { document } = parseHTML('<!doctype html><html></html>')
  const bars = series.flatMap(({ name, counts }) =>
    counts.flatMap((documents, i) => (documents > 0 ? [{ period: labels[i]!, name, documents }] : [])),
  )
  const every = Math.ceil(labels.length / MOST_TICKS)
  const most = Math.max(0, ...labels.map((_, i) => series.reduce((sum, { counts }) => sum + counts[i]!, 0)))
  // There is no half document.
  const ticks = scaleLinear().domain([0, most]).ticks(5).filter(Number.isInteger)
  const total = bars.reduce((sum, { documents }) => sum + documents, 0)
  const svg = plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 60,
    ariaLabel: `Documents by ${unit} and dataset: ${count(total, 'document')} from ${labels[0]} to ${labels.at(-1)}. The tables below have the numbers.`,
    x: { type: 'band', domain: [...labels], label: null, ticks: labels.filter((_, i) => i % every === 0), tickSize: 3 },
    y: { grid: true, label: 'Documents', tickFormat: (value: number) => value.toLocaleString('en-US'), ticks },
    color: { domain: series.map(({ name }) => name), range: SERIES_COLORS.slice(0, series.length) },
    marks: [barY(bars, { x: 'period', y: 'documents', fill: 'name' }), ruleY([0])],
  })
  svg.setAttribute('role', 'img')
  // Plot labels groups that have no role, where ARIA allows no label; the picture as a whole has one.
  for (const group of svg.querySelectorAll('g')) group.removeAttribute('aria-label')
  return svg.outerHTML
}
