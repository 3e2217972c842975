import { listWork, putRunLedger, rebuild } from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { exclusively } from './exclusively.js'
import { expectDestination } from './expect-destination.js'
import { openDestination } from './open-destination.js'
import { readRebuildOptions, type RebuildSettings } from '../study/rebuild-settings.js'
import { addPresetOption, addRebuildOptions } from './pipeline-options.js'
import { ProgressLine } from './progress-line.js'
import { summarizeRebuild } from './rebuild-summary.js'
import { roadOption, type RoadFlag } from './road-option.js'
import { describeWork } from './status-summary.js'
import { withWorkers } from './with-workers.js'
import { addWorkersOption, type WorkersFlag } from './workers-option.js'

interface RebuildCommandOptions extends RebuildSettings, RoadFlag, WorkersFlag {
  readonly force?: boolean
  readonly archive?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream rebuild study
  bridge-downstream rebuild s3://bucket/study --dry-run
  bridge-downstream rebuild study --preset recover --rules rules.json
  bridge-downstream rebuild --config studies.json --study mobile-toolbox/cxhnxd --force
  bridge-downstream rebuild study --archive
  bridge-downstream rebuild study --force --workers 8

Deleting the Parquet of a partition is how to have it made again.
Exit codes: 0 done; 1 wrong use, or a partition could not be rebuilt.`

/** `bridge-downstream rebuild`: JSON datasets in, their Parquet tables out, partition by partition. */
export function addRebuildCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addWorkersOption(
    addRebuildOptions(
      addPresetOption(
        program
          .command('rebuild')
          .description('rebuild the Parquet of the partitions whose JSON datasets or plan have changed')
          .argument('<dir>', 'folder or store URL that archives were unpacked to'),
      ),
    ),
  )
    .option('--force', 'rebuild every partition')
    .addOption(roadOption())
    .option('--archive', 'before a dataset whose plan has changed is rebuilt, copy its old Parquet to parquet/archive/')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: RebuildCommandOptions) => {
      const { store } = openDestination(dir, io.cwd)
      const rebuildOptions = await readRebuildOptions(options, io.cwd)
      await expectDestination(store, dir)
      if (options.dryRun) {
        const works = await listWork(store, rebuildOptions)
        io.stdout.write(options.json ? `${JSON.stringify(works, null, 2)}\n` : describeWork(works))
        return
      }
      const progress = new ProgressLine(io)
      const ledger = await exclusively(store, io, async (signal) => {
        const rebuilt = await withWorkers({ flags: options, io, store, signal }, (workers) =>
          rebuild(store, {
            ...rebuildOptions,
            road: options.road,
            ...workers.rebuild,
            force: options.force,
            archive: options.archive,
            signal,
            onProgress: ({ partitions, total }) => progress.draw('rebuilding', partitions, total, 'partitions'),
          }),
        )
        if (rebuilt.partitions.total > rebuilt.partitions.done) await putRunLedger(store, { version: 1, rebuild: rebuilt })
        return rebuilt
      }).finally(() => progress.clear())
      io.stdout.write(options.json ? `${JSON.stringify({ version: 1, rebuild: ledger }, null, 2)}\n` : summarizeRebuild(ledger))
      setExitCode(ledger.partitions.failed > 0 ? EXIT.failed : EXIT.done)
    })
}
