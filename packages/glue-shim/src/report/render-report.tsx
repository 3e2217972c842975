import type { ReportData } from '@bridge-downstream/core'
import { renderToString } from 'preact-render-to-string'
import { diagramBoxes, diagramLinks } from './diagram-boxes.js'
import { layoutDiagram, type DiagramLayout } from './layout-diagram.js'
import { overviewTime } from './overview-time.js'
import { ReportPage } from './report-page.js'
import { versionsOf } from './report-totals.js'

export interface RenderReportOptions {
  /** Default `bridge-downstream report`. */
  readonly title?: string | undefined
}

/**
 * Make a report's page: one HTML file that needs nothing else, runs no script and fetches nothing.
 *
 * @returns the same text for the same data.
 */
export async function renderReport(data: ReportData, options: RenderReportOptions = {}): Promise<string> {
  const { title = 'bridge-downstream report' } = options
  const layouts = new Map<string, DiagramLayout>()
  for (const { dataset, tables } of versionsOf(data)) {
    if (tables.length > 0) layouts.set(dataset, await layoutDiagram(diagramBoxes(tables), diagramLinks(tables)))
  }
  const page = renderToString(<ReportPage data={data} title={title} time={overviewTime(data)} layouts={layouts} />)
  return `<!doctype html>\n${page}\n`
}
