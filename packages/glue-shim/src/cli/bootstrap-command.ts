import { OptionError } from '@bridge-downstream/core'
import type { Command } from 'commander'
import { bootstrapView, type BootstrapReport } from '../synapse/bootstrap-view.js'
import { openSender } from '../synapse/send-messages.js'
import { EXIT, type CommandIo } from './command-io.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'
import { addSynapseOptions, openSession, type SynapseFlags } from './synapse-options.js'
import { count, formatNumber } from '../format-number.js'

interface BootstrapCommandOptions extends SynapseFlags {
  readonly view: string
  readonly rawFolder: string
  readonly app: string
  readonly study?: string
  readonly where?: string
  readonly recordColumn: string
  readonly exportedColumn: string
  readonly diff?: readonly string[]
  readonly diffColumn: string
  readonly queue?: string
  readonly print?: boolean
  readonly batch: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

const MOST_DIFFS = 2
const MOST_IN_BATCH = 100
const MOST_NAMED = 20

const EXAMPLES = `
Examples:
  bridge-downstream bootstrap --view syn123 --raw-folder syn100 --app mobile-toolbox --study abc --print
  bridge-downstream bootstrap --view syn123 --raw-folder syn100 --app mobile-toolbox --study abc \\
    --diff s3://bucket/study/parquet/dataset_archivemetadata_v1 --queue https://sqs.us-east-1.amazonaws.com/123456789012/uploads

Of each record the latest export is submitted, as the notification that would have come for it; a record that all --diff datasets hold is not.
A batch is looked up in one request to Synapse, then submitted; what was submitted stays so if the next one fails.
Exit codes: 0 done; 1 wrong use or a failure; 2 done, but some files cannot be located in S3.`

/** `bridge-downstream bootstrap`: submit the records that a Synapse file view has and the Parquet lacks. */
export function addBootstrapCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addSynapseOptions(
    program
      .command('bootstrap')
      .description('submit the records of a Synapse file view that the Parquet datasets do not hold yet')
      .requiredOption('--view <id>', 'file view, such as syn123')
      .requiredOption('--raw-folder <id>', 'Synapse folder of the raw data, whose STS credentials open the files')
      .requiredOption('--app <id>', 'app of the records')
      .option('--study <id>', 'study of the records; without it they are of the whole app')
      .option('--where <condition>', "condition on the view's rows, in Synapse's SQL")
      .option('--record-column <name>', "the view's column of record ids", 'recordId')
      .option('--exported-column <name>', "the view's column of the time of export", 'exportedOn')
      .option('--diff <url...>', 'folder of a Parquet dataset to compare with, or two of them')
      .option('--diff-column <name>', 'their column of record ids', 'recordid')
      .option('--queue <url>', 'SQS queue to submit to')
      .option('--print', 'print the notifications instead, a line each')
      .option('--batch <n>', 'records that are looked up and submitted together', String(MOST_IN_BATCH))
      .option('--dry-run', 'say how many would be submitted, and submit none')
      .option('--json', 'print the counts as JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: BootstrapCommandOptions) => {
      const { diff = [], queue, print, dryRun, json, region } = options
      const batchSize = checkOptions(options)
      const report = await interruptible(async (signal) => {
        const sender = queue === undefined || dryRun ? undefined : await openSender({ queueUrl: queue, region, signal })
        try {
          return await bootstrapView(openSession(options, io, signal), {
            viewId: options.view,
            where: options.where,
            columns: { recordId: options.recordColumn, exportedOn: options.exportedColumn },
            app: options.app,
            study: options.study,
            rawFolderId: options.rawFolder,
            diffs: diff.map((url) => openDestination(url, io.cwd).store),
            diffColumn: options.diffColumn,
            batchSize,
            dryRun,
            signal,
            submit: async (messages) => (sender ? sender.send(messages) : io.stdout.write(messages.map((text) => `${text}\n`).join(''))),
          })
        } finally {
          sender?.close()
        }
      })
      const summary = json ? `${JSON.stringify(report, null, 2)}\n` : summarize(report)
      // What is printed for another program stays alone on standard output.
      if (print) io.stderr.write(summary)
      else io.stdout.write(summary)
      setExitCode(report.notLocated.length > 0 ? EXIT.quarantined : EXIT.done)
    })
}

function checkOptions({ diff = [], queue, print, dryRun, batch }: BootstrapCommandOptions): number {
  if (diff.length > MOST_DIFFS) throw badOption('--diff takes one dataset or two')
  if (!dryRun && (queue === undefined) === (print === undefined))
    throw badOption('Give --queue or --print', 'One of them says where to submit.')
  const size = Number(batch)
  if (!Number.isSafeInteger(size) || size < 1 || size > MOST_IN_BATCH) throw badOption(`--batch takes a number from 1 to ${MOST_IN_BATCH}`)
  return size
}

function badOption(what: string, hint?: string): OptionError {
  return new OptionError(what, { code: 'bad-option', hint })
}

function summarize({ rows, withoutRecord, records, held, submitted, notLocated, isDryRun }: BootstrapReport): string {
  const left = withoutRecord > 0 ? `, ${formatNumber(withoutRecord)} of them no export of a record` : ''
  const lost = notLocated.slice(0, MOST_NAMED).map((id) => `not located in S3  ${id}\n`)
  const more = notLocated.length > MOST_NAMED ? [`not located in S3  … and ${formatNumber(notLocated.length - MOST_NAMED)} more\n`] : []
  return [
    ...lost,
    ...more,
    `${count(rows, 'row')} in the view${left}\n`,
    `${count(records, 'record')}: ${formatNumber(held)} held already, ${formatNumber(submitted)} ${isDryRun ? 'to submit' : 'submitted'}\n`,
  ].join('')
}
