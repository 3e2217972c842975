import { archiveDataset, putRunLedger, type ArchivedDataset, type Store } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import { exclusively } from './exclusively.js'
import { openDestination } from './open-destination.js'
import { count, formatNumber } from '../format-number.js'

interface ArchiveDatasetCommandOptions {
  readonly out: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream archive-dataset MotionRecord_v1 --out study
  bridge-downstream archive-dataset MotionRecord_v1 --out s3://bucket/study --dry-run

All tables of the dataset are copied to parquet/archive/{dataset}_{n}/, with the next number; nothing is removed. A run that was cut off is
finished by the next. \`rebuild --archive\` does it for each dataset whose plan has changed.`

/** `bridge-downstream archive-dataset`: a copy of a dataset's Parquet, laid by. */
export function addArchiveDatasetCommand(program: Command, io: CommandIo): void {
  program
    .command('archive-dataset')
    .description('copy the Parquet of a dataset, all its tables, to parquet/archive/')
    .argument('<dataset>', 'identifier, such as MotionRecord_v1')
    .requiredOption('--out <dir>', 'folder or store URL that runs have written to')
    .option('--dry-run', 'say what would be archived, and do nothing')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dataset: string, { out, dryRun, json }: ArchiveDatasetCommandOptions) => {
      const { store } = openDestination(out, io.cwd)
      const archived = dryRun
        ? await archiveDataset(store, dataset, { dryRun })
        : await exclusively(store, io, (signal) => archive(store, dataset, signal))
      io.stdout.write(json ? `${JSON.stringify({ version: 1, archive: archived }, null, 2)}\n` : summarizeArchived(archived))
    })
}

async function archive(store: Store, dataset: string, signal: AbortSignal): Promise<ArchivedDataset> {
  const archived = await archiveDataset(store, dataset, { signal })
  if (archived.outcome === 'archived') await putRunLedger(store, { version: 1, archive: archived })
  return archived
}

const WORDS = { archived: 'archived', held: 'archived before', planned: 'would be archived', nothing: 'nothing to archive' } as const

/** What was archived, for people. */
export function summarizeArchived({ dataset, folder, outcome, parts, sizeBytes, leftOut }: ArchivedDataset): string {
  const files = `${count(parts, 'file')} of ${formatNumber(sizeBytes)} bytes`
  const left = leftOut.length === 0 ? '' : `Left out, since they hold what is forgotten: ${leftOut.join(', ')}\n`
  return `${dataset}: ${WORDS[outcome]}, ${files} in ${folder}\n${left}`
}
