import type { ReportData } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { formatNumber } from '../format-number.js'
import type { DiagramLayout } from './layout-diagram.js'
import { OverviewSection, type OverviewTime } from './overview-section.js'
import { QuarantineSection } from './quarantine-section.js'
import { totalsOf, versionsOf } from './report-totals.js'
import { RunsSection } from './runs-section.js'
import { STYLE } from './style.js'
import { VersionSection } from './version-section.js'
import { visibleText } from './visible-text.js'

interface ReportPageProps {
  readonly data: ReportData
  readonly title: string
  readonly time: OverviewTime | undefined
  /** By dataset. */
  readonly layouts: ReadonlyMap<string, DiagramLayout>
}

/** No script runs, nothing is fetched, nothing is sent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function ReportPage({ data, title, time, layouts }: ReportPageProps): VNode {
  const ids = new Map(versionsOf(data).map(({ dataset }, i) => [dataset, `v${i + 1}`]))
  const hrefOf = (dataset: string): string => `#${ids.get(dataset) ?? 'overview'}`
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{visibleText(title)}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the report
        </a>
        <header>
          <h1>{visibleText(title)}</h1>
          <p class="quiet">Names of fields, counts and sizes. No document's value is in here, and no record's or archive's name.</p>
        </header>
        <div class="sides">
          <Contents data={data} hrefOf={hrefOf} />
          <main id="main">
            <OverviewSection data={data} time={time} hrefOf={hrefOf} />
            <section id="datasets" aria-labelledby="datasets-title">
              <h2 id="datasets-title">Datasets</h2>
              {data.families.length === 0 && <p>There are no datasets yet.</p>}
              {versionsOf(data).map((version) => (
                <VersionSection version={version} id={ids.get(version.dataset)!} layout={layouts.get(version.dataset)} />
              ))}
            </section>
            <QuarantineSection data={data} />
            <RunsSection data={data} />
          </main>
        </div>
      </body>
    </html>
  )
}

function Contents({ data, hrefOf }: Pick<ReportPageProps, 'data'> & { readonly hrefOf: (dataset: string) => string }): VNode {
  return (
    <nav aria-label="Contents">
      <ul>
        <li>
          <a href="#overview">Overview</a>
        </li>
        <li>
          <a href="#datasets">Datasets</a>
          <ul>
            {versionsOf(data).map((version) => (
              <li>
                <a href={hrefOf(version.dataset)}>{version.dataset}</a>{' '}
                <span class="quiet">{formatNumber(totalsOf(version).documents)}</span>
              </li>
            ))}
          </ul>
        </li>
        <li>
          <a href="#quarantine">Archives and quarantine</a>
        </li>
        <li>
          <a href="#runs">Ledger</a>
        </li>
      </ul>
    </nav>
  )
}
