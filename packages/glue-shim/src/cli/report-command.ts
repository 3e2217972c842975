import { gatherReport, OptionError } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'
import { ProgressLine } from './progress-line.js'
import { writeOutput } from './write-output.js'

interface ReportOptions {
  readonly out?: string
  readonly title?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream report study --out report.html
  bridge-downstream report s3://bucket/study --out report.html --title 'Mobile Toolbox, main study'
  bridge-downstream report study --json

The page is one file that fetches nothing and runs no script. It holds names of fields, counts and sizes; no document's value, and no name of
a record or an archive. Of Parquet only footers are read. The same destination gives the same bytes.`

/** `bridge-downstream report`: a page about a destination. */
export function addReportCommand(program: Command, io: CommandIo): void {
  program
    .command('report')
    .description('make one HTML page: datasets, schema history, tables, rows by day, null rates, quarantine, ledger')
    .argument('<dir>', 'folder or store URL that runs have written to')
    .option('--out <file>', 'HTML file to write')
    .option('--title <text>', 'heading of the page')
    .option('--json', 'print what the page says as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, { out, title, json }: ReportOptions) => {
      if (out === undefined && !json) {
        throw new OptionError('Nothing is to be made of the report', {
          code: 'missing-option',
          hint: 'Give --out report.html for a page, or --json.',
        })
      }
      const { store } = openDestination(dir, io.cwd)
      const progress = new ProgressLine(io)
      const data = await interruptible((signal) =>
        gatherReport(store, { signal, onProgress: ({ parts, total }) => progress.draw('reading', parts, total, 'footers') }),
      ).finally(() => progress.clear())
      if (data.families.length === 0 && data.runsInAll === 0 && data.quarantine.length === 0) {
        throw new OptionError('No run has written anything there', {
          code: 'nothing-there',
          hint: 'Give the folder or URL that run, unpack or rebuild were given as --out.',
        })
      }
      if (out !== undefined) {
        // Drawing takes some MB of libraries, which no other command needs.
        const { renderReport } = await import('../report/render-report.js')
        await writeOutput(out, await renderReport(data, { title }), io.cwd)
      }
      if (json) io.stdout.write(`${JSON.stringify(data, null, 2)}\n`)
      else io.stdout.write(`Output: ${out}\n`)
    })
}
