import { checkKeptPlans, putRunLedger, rebuild, unpackStatus } from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import type { AccessOption } from './configured-study.js'
import { exclusively } from './exclusively.js'
import { findSources } from './find-sources.js'
import { openDestination } from './open-destination.js'
import { readRebuildOptions, type RebuildSettings } from '../study/rebuild-settings.js'
import { addRebuildOptions } from './pipeline-options.js'
import { ProgressLine } from './progress-line.js'
import { summarizeRebuild } from './rebuild-summary.js'
import { roadOption, type RoadFlag } from './road-option.js'
import { summarizeStatus } from './status-summary.js'
import { openStudy, type StudySettings } from '../study/open-study.js'
import { addStudyOptions } from './study-options.js'
import { rangesFromOption } from './ranges-from-option.js'
import { unpackStudy } from './unpack-study.js'
import { summarizeUnpack, unpackExitCode } from './unpack-summary.js'
import { withWorkers } from './with-workers.js'
import { addWorkersOption, type WorkersFlag } from './workers-option.js'

interface RunOptions extends StudySettings, RebuildSettings, RoadFlag, WorkersFlag, AccessOption {
  readonly preset: 'bridge' | 'recover'
  readonly out: string
  readonly force?: boolean
  readonly archive?: boolean
  readonly rangesFrom: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream run uploads/ --out study --app mobile-toolbox --archive-map archive-map.json
  bridge-downstream run uploads/ --out s3://bucket/study --schema-mirror schemas --offline
  bridge-downstream run exports/ --out study --preset recover --rules rules.json
  bridge-downstream run --config studies.json --study mobile-toolbox/cxhnxd
  bridge-downstream run uploads/ --out study --workers 8

It unpacks, then rebuilds what is stale. A run that was cut off goes on where it was; a run with nothing new changes nothing.
Exit codes: 0 done; 1 wrong use or a failure of the run; 2 done, but something was quarantined.`

/** `bridge-downstream run`: archives in, JSON datasets and their Parquet tables out. */
export function addRunCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addWorkersOption(
    addRebuildOptions(
      addStudyOptions(
        program
          .command('run')
          .description('unpack archives into JSON datasets, and rebuild the Parquet tables of what has changed')
          .argument('<archives...>', 'files, folders, quoted globs or store URLs'),
      ),
    ),
  )
    .requiredOption('--out <dir>', 'folder or store URL for everything that is made; nothing is written outside')
    .option('--force', 'do again what is done already')
    .addOption(rangesFromOption())
    .addOption(roadOption())
    .option('--archive', 'before a dataset whose plan has changed is rebuilt, copy its old Parquet to parquet/archive/')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: RunOptions) => {
      const { store, folder } = openDestination(options.out, io.cwd)
      const sources = await findSources(inputs, io, { destination: folder, rangesFromBytes: options.rangesFrom, access: options.access })
      if (options.dryRun) {
        const archives = await unpackStatus(sources, store)
        io.stdout.write(options.json ? `${JSON.stringify({ archives }, null, 2)}\n` : summarizeStatus(archives, []))
        return
      }
      const study = await openStudy(options, io.cwd)
      const rebuildOptions = await readRebuildOptions(options, io.cwd)
      const progress = new ProgressLine(io)
      const ledger = await exclusively(store, io, async (signal) => {
        await checkKeptPlans(store, rebuildOptions)
        return withWorkers({ flags: options, io, store, study, signal }, async (workers) => {
          const unpacked = await unpackStudy(sources, store, study, { force: options.force, signal, progress, workers })
          await workers.endUnpack()
          const rebuilt = await rebuild(store, {
            ...rebuildOptions,
            road: options.road,
            ...workers.rebuild,
            force: options.force,
            archive: options.archive,
            signal,
            onProgress: ({ partitions, total }) => progress.draw('rebuilding', partitions, total, 'partitions'),
          })
          const { total, done } = unpacked.archives
          if (total > done || rebuilt.partitions.total > rebuilt.partitions.done) {
            await putRunLedger(store, { version: 1, unpack: unpacked, rebuild: rebuilt }, { signal })
          }
          return { version: 1, unpack: unpacked, rebuild: rebuilt }
        })
      }).finally(() => progress.clear())
      const summary = `${summarizeUnpack(ledger.unpack)}\n${summarizeRebuild(ledger.rebuild)}Output: ${options.out}\n`
      io.stdout.write(options.json ? `${JSON.stringify(ledger, null, 2)}\n` : summary)
      const isFailed = ledger.rebuild.partitions.failed > 0
      setExitCode(isFailed ? EXIT.failed : unpackExitCode(ledger.unpack))
    })
}
