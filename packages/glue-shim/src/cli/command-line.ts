import { Command, CommanderError } from 'commander'
import { addArchiveDatasetCommand } from './archive-dataset-command.js'
import { addBootstrapCommand } from './bootstrap-command.js'
import { addArtifactsCommand } from './artifacts-command.js'
import { addBucketCommand } from './bucket-command.js'
import { addCatalogCommand } from './catalog-command.js'
import { EXIT, type CommandIo } from './command-io.js'
import { addConfiguredStudy } from './configured-study.js'
import { addConfigCommand } from './config-command.js'
import { addCurateTestDataCommand } from './curate-test-data-command.js'
import { addDeployCommand } from './deploy-command.js'
import { describeFailure } from './describe-failure.js'
import { addDiffCommand } from './diff-command.js'
import { addPlanCommand } from './plan-command.js'
import { addRebuildDocumentsCommand } from './rebuild-documents-command.js'
import { addForgetCommand } from './forget-command.js'
import { addRebuildCommand } from './rebuild-command.js'
import { addRelationalizeCommand } from './relationalize-command.js'
import { addReplayCommand } from './replay-command.js'
import { addReportCommand } from './report-command.js'
import { addSetupStorageCommand } from './setup-storage-command.js'
import { addStatusCommand } from './status-command.js'
import { addRunCommand } from './run-command.js'
import { addSampleCommand } from './sample-command.js'
import { addSchemaCommand } from './schema-command.js'
import { addUnpackCommand } from './unpack-command.js'
import { addValidateCommand } from './validate-command.js'
import { addVersionOption } from './version-option.js'

/**
 * The command `bridge-downstream`.
 *
 * @param args words after the command's name.
 * @returns the exit code.
 */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  let exitCode: number = EXIT.done
  const program = new Command('bridge-downstream')
    .description('Turn archives of nested JSON into linked Parquet tables, without loss.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showHelpAfterError('(--help says how it is used)')
  addVersionOption(program, io)
  for (const add of [
    addRunCommand,
    addSchemaCommand,
    addDiffCommand,
    addPlanCommand,
    addBucketCommand,
    addValidateCommand,
    addUnpackCommand,
    addRebuildCommand,
    addStatusCommand,
    addReportCommand,
    addReplayCommand,
    addForgetCommand,
    addSampleCommand,
    addCurateTestDataCommand,
    addArchiveDatasetCommand,
    addRelationalizeCommand,
    addRebuildDocumentsCommand,
    addConfigCommand,
    addCatalogCommand,
    addBootstrapCommand,
    addSetupStorageCommand,
    addArtifactsCommand,
    addDeployCommand,
  ])
    add(program, io, (code) => (exitCode = code))
  addConfiguredStudy(program, io)
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true })
      return EXIT.failed
    }
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.failed
    io.stderr.write(`${describeFailure(error, io)}\n`)
    return EXIT.failed
  }
}
