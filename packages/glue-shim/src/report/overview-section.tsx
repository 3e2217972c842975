import type { ReportData } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { SERIES_COLORS, type ChartSeries } from './documents-chart.js'
import { count, formatBytes, formatNumber } from '../format-number.js'
import { HeatMap, type HeatRow } from './heat-map.js'
import type { Periods } from './periods.js'
import { totalsOf, versionsOf } from './report-totals.js'
import { ScrollBox } from './scroll-box.js'

interface OverviewSectionProps {
  readonly data: ReportData
  readonly time: OverviewTime | undefined
  /** The link to a version's section. */
  readonly hrefOf: (dataset: string) => string
}

/** Documents over time, in all datasets. */
export interface OverviewTime {
  readonly periods: Periods
  readonly rows: readonly Omit<HeatRow, 'href'>[]
  /** Of the chart, whose periods may be shorter. */
  readonly series: readonly ChartSeries[]
  /** SVG as text. */
  readonly chart: string
}

/** What there is, in a few numbers. */
export function OverviewSection({ data, time, hrefOf }: OverviewSectionProps): VNode {
  const versions = versionsOf(data)
  const totals = versions.map(totalsOf)
  const sum = (of: 'documents' | 'rows' | 'sizeBytes' | 'tables'): number => totals.reduce((all, each) => all + each[of], 0)
  const quarantined = data.archives.quarantined
  return (
    <section id="overview" aria-labelledby="overview-title">
      <h2 id="overview-title">Overview</h2>
      <ul class="tiles">
        <Tile number={formatNumber(sum('documents'))} what="documents" />
        <Tile number={formatNumber(sum('rows'))} what="rows" />
        <Tile number={formatNumber(versions.length)} what={versions.length === 1 ? 'dataset version' : 'dataset versions'} />
        <Tile number={formatNumber(sum('tables'))} what="tables" />
        <Tile number={formatBytes(sum('sizeBytes'))} what="of Parquet" />
        <Tile number={formatNumber(data.archives.taken)} what="archives taken" />
        <Tile number={formatNumber(quarantined)} what="in quarantine" isBad={quarantined > 0} />
      </ul>
      {data.otherParts > 0 && (
        <p class="note">
          {count(data.otherParts, 'Parquet file')} below <code>parquet/</code> {data.otherParts === 1 ? 'is' : 'are'} not counted: of no
          table of a plan, or changed while they were read. <code>bridge-downstream status</code> says more.
        </p>
      )}
      {time && <TimeView time={time} hrefOf={hrefOf} />}
    </section>
  )
}

function Tile({ number, what, isBad = false }: { readonly number: string; readonly what: string; readonly isBad?: boolean }): VNode {
  return (
    <li class={isBad ? 'bad' : ''}>
      <strong>{number}</strong> {what}
    </li>
  )
}

function TimeView({
  time: { periods, rows, series, chart },
  hrefOf,
}: { readonly time: OverviewTime } & Pick<OverviewSectionProps, 'hrefOf'>): VNode {
  return (
    <>
      <h3>Documents over time</h3>
      <figure class="chart">
        <ScrollBox label="Chart of documents over time">
          <div dangerouslySetInnerHTML={{ __html: chart }} />
        </ScrollBox>
        <figcaption>
          <ul class="legend" aria-label="Datasets">
            {series.map(({ name }, i) => (
              <li>
                <span class="swatch" style={`background:${SERIES_COLORS[i]}`} /> {name}
              </li>
            ))}
          </ul>
        </figcaption>
      </figure>
      <HeatMap
        caption={`Documents of each dataset by ${periods.unit}`}
        corner="Dataset"
        columns={periods.labels}
        rows={rows.map((row) => ({ ...row, href: hrefOf(row.label) }))}
      />
    </>
  )
}
