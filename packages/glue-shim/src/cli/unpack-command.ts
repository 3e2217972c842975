import { putRunLedger, unpackStatus } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import type { AccessOption } from './configured-study.js'
import { exclusively } from './exclusively.js'
import { findSources } from './find-sources.js'
import { openDestination } from './open-destination.js'
import { ProgressLine } from './progress-line.js'
import { summarizeStatus } from './status-summary.js'
import { openStudy, type StudySettings } from '../study/open-study.js'
import { addStudyOptions } from './study-options.js'
import { rangesFromOption } from './ranges-from-option.js'
import { unpackStudy } from './unpack-study.js'
import { summarizeUnpack, unpackExitCode } from './unpack-summary.js'
import { withWorkers } from './with-workers.js'
import { addWorkersOption, type WorkersFlag } from './workers-option.js'

interface UnpackCommandOptions extends StudySettings, WorkersFlag, AccessOption {
  readonly out: string
  readonly force?: boolean
  readonly rangesFrom: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream unpack uploads/ --out study --app mobile-toolbox --archive-map archive-map.json
  bridge-downstream unpack uploads/ --out study --schema-mirror schemas --offline
  bridge-downstream unpack exports/ --out study --preset recover --json
  bridge-downstream unpack --config studies.json --study mobile-toolbox/cxhnxd --dry-run
  bridge-downstream unpack uploads/ --out study --workers 8

What an earlier run has done is passed over; a run that was cut off goes on where it was. A record is taken whole or not at all.
Exit codes: 0 done; 1 wrong use or a failure of the run; 2 done, but something was quarantined.`

/** `bridge-downstream unpack`: archives in, JSON datasets out. */
export function addUnpackCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addWorkersOption(
    addStudyOptions(
      program
        .command('unpack')
        .description('sort the documents of archives into JSON datasets: validated, classified, each with its reason')
        .argument('<archives...>', 'files, folders, quoted globs or store URLs'),
    ),
  )
    .requiredOption('--out <dir>', 'folder or store URL for datasets, registry, receipts and quarantine; nothing is written outside')
    .option('--force', 'do again what is done already')
    .addOption(rangesFromOption())
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: UnpackCommandOptions) => {
      const { store, folder } = openDestination(options.out, io.cwd)
      const sources = await findSources(inputs, io, { destination: folder, rangesFromBytes: options.rangesFrom, access: options.access })
      if (options.dryRun) {
        const archives = await unpackStatus(sources, store)
        io.stdout.write(options.json ? `${JSON.stringify({ archives }, null, 2)}\n` : summarizeStatus(archives, []))
        return
      }
      const study = await openStudy(options, io.cwd)
      const progress = new ProgressLine(io)
      const ledger = await exclusively(store, io, async (signal) => {
        const unpacked = await withWorkers({ flags: options, io, store, study, signal }, (workers) =>
          unpackStudy(sources, store, study, { force: options.force, signal, progress, workers }),
        )
        if (unpacked.archives.total > unpacked.archives.done) await putRunLedger(store, { version: 1, unpack: unpacked })
        return unpacked
      }).finally(() => progress.clear())
      io.stdout.write(
        options.json
          ? `${JSON.stringify({ version: 1, unpack: ledger }, null, 2)}\n`
          : `${summarizeUnpack(ledger)}Output: ${options.out}\n`,
      )
      setExitCode(unpackExitCode(ledger))
    })
}
