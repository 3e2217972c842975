import { relationalizeToStore } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { findArchives } from './find-archives.js'
import { openDestination } from './open-destination.js'
import { ProgressLine } from './progress-line.js'
import { readOverrides } from '../study/read-overrides.js'
import { roadOption, type RoadFlag } from './road-option.js'
import { summarize } from './summary.js'

interface RelationalizeCommandOptions extends RoadFlag {
  readonly out: string
  readonly json?: boolean
  readonly convention: 'glue' | 'snake_case' | 'identity'
  readonly duplicateKeys: 'error' | 'last'
  readonly quarantine: 'entry' | 'record'
  readonly overrides?: string
}

const EXAMPLES = `
Examples:
  bridge-downstream relationalize uploads/ --out tables
  bridge-downstream relationalize 'uploads/**/*.zip' --out tables --convention snake_case
  bridge-downstream relationalize a.zip b.ndjson.gz --out tables --json > ledger.json
  bridge-downstream relationalize uploads/ --out s3://bucket/tables

Exit codes: 0 done; 1 wrong use or a failure of the run; 2 done, but something was quarantined.`

/** `bridge-downstream relationalize`: archives in, linked Parquet tables out. */
export function addRelationalizeCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('relationalize')
    .description('turn archives (ZIP, gzip, JSON, NDJSON) straight into linked Parquet tables, all of them in one go')
    .argument('<archives...>', 'files, folders or quoted globs')
    .requiredOption(
      '--out <dir>',
      'folder, or URL such as s3://bucket/prefix, for tables, ledger and quarantine; nothing is written outside',
    )
    .addOption(
      new Option('--convention <name>', 'how tables and columns are named').choices(['glue', 'snake_case', 'identity']).default('glue'),
    )
    .addOption(new Option('--duplicate-keys <rule>', 'a key that stands twice in an object').choices(['error', 'last']).default('error'))
    .addOption(new Option('--quarantine <unit>', 'what a bad entry takes with it').choices(['entry', 'record']).default('entry'))
    .option('--overrides <file>', 'JSON file of overrides by dataset and path')
    .addOption(roadOption())
    .option('--json', 'print the ledger as JSON instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], options: RelationalizeCommandOptions) => {
      const { store, folder } = openDestination(options.out, io.cwd)
      const sources = await findArchives(inputs, io.cwd, folder)
      const overrides = await readOverrides(options.overrides, io.cwd)
      const progress = new ProgressLine(io)
      const ledger = await relationalizeToStore(sources, store, {
        convention: options.convention,
        duplicateKeys: options.duplicateKeys,
        quarantine: options.quarantine,
        overrides,
        road: options.road,
        onProgress: (state) => progress.update(state),
      }).finally(() => progress.clear())
      io.stdout.write(options.json ? `${JSON.stringify(ledger, null, 2)}\n` : summarize(ledger, options.out))
      const bad = ledger.items.some((item) => item.outcome === 'quarantined')
      setExitCode(bad ? EXIT.quarantined : EXIT.done)
    })
}
