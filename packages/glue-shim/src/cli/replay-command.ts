import { putRunLedger, replay } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import { exclusively } from './exclusively.js'
import { expectDestination } from './expect-destination.js'
import { openDestination } from './open-destination.js'
import { ProgressLine } from './progress-line.js'
import { openStudy, type StudySettings } from '../study/open-study.js'
import { savePins } from '../study/save-pins.js'
import { addStudyOptions } from './study-options.js'
import { summarizeUnpack, unpackExitCode } from './unpack-summary.js'

interface ReplayOptions extends StudySettings {
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream replay study --schema-mirror schemas
  bridge-downstream replay study --duplicate-keys last && bridge-downstream rebuild study
  bridge-downstream replay --config studies.json --study mobile-toolbox/cxhnxd

The originals are taken from quarantine; what is good now leaves it. Parquet follows with \`rebuild\`.
Exit codes: 0 all are good now; 1 wrong use or a failure of the run; 2 something is in quarantine still.`

/** `bridge-downstream replay`: what lies in quarantine, once more. */
export function addReplayCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  addStudyOptions(
    program
      .command('replay')
      .description('put what lies in quarantine through again, as after a schema or an option was set right')
      .argument('<dir>', 'folder or store URL that runs have written to'),
  )
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: ReplayOptions) => {
      const { store } = openDestination(dir, io.cwd)
      await expectDestination(store, dir)
      const study = await openStudy(options, io.cwd)
      const progress = new ProgressLine(io)
      const onProgress = ({ archives }: { archives: number }): void => progress.draw('replaying', archives, archives)
      const ledger = await exclusively(store, io, async (signal) => {
        const replayed = await replay(store, { examine: study.options, signal, onProgress })
        await savePins(study.pins)
        if (replayed.archives.total > 0) await putRunLedger(store, { version: 1, replay: replayed })
        return replayed
      }).finally(() => progress.clear())
      io.stdout.write(options.json ? `${JSON.stringify({ version: 1, replay: ledger }, null, 2)}\n` : summarizeUnpack(ledger))
      setExitCode(unpackExitCode(ledger))
    })
}
