import { RECORD_TRAITS, type RecordTrait } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { findCandidates } from './find-candidates.js'
import { interruptible } from './interrupt.js'
import { openDestination } from './open-destination.js'
import { ProgressLine } from './progress-line.js'
import { sampleArchives } from './sample-archives.js'
import { summarizeSample } from './sample-summary.js'
import { SampleWriter } from './write-sample.js'

interface ChoosingOptions {
  readonly by: readonly RecordTrait[]
  readonly out: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Make of a command one that copies an archive for each combination of traits. @param by traits, unless the user says others. */
export function addChoosing(command: Command, by: readonly RecordTrait[], io: CommandIo, setExitCode: (code: number) => void): Command {
  return command
    .argument('<archives...>', 'files, folders, quoted globs or store URLs')
    .addOption(new Option('--by <trait...>', 'what archives are told apart by').choices(RECORD_TRAITS).default(by, by.join(' ')))
    .requiredOption('--out <dir>', 'folder or store URL for the copies and sample.json; nothing is written outside')
    .option('--dry-run', 'say what would be chosen, and write nothing')
    .option('--json', 'print the account as JSON instead of a summary')
    .action(async (inputs: string[], options: ChoosingOptions) => {
      const destination = openDestination(options.out, io.cwd)
      const found = await findCandidates(inputs, io.cwd, destination)
      const progress = new ProgressLine(io)
      const sample = await interruptible(async (signal) => {
        const writer = options.dryRun ? undefined : await SampleWriter.open(destination, signal)
        const chosen = await sampleArchives(found, {
          by: options.by,
          signal,
          onArchive: (count) => progress.draw('looking at', count, found.length),
          copy: writer && ((archive) => writer.copy(archive, signal)),
        })
        await writer?.finish(chosen, signal)
        return chosen
      }).finally(() => progress.clear())
      const summary = `${summarizeSample(sample)}${options.dryRun ? '' : `Output: ${options.out}\n`}`
      io.stdout.write(options.json ? `${JSON.stringify(sample, null, 2)}\n` : summary)
      setExitCode(sample.archives.leftOut > 0 ? EXIT.quarantined : EXIT.done)
    })
}
