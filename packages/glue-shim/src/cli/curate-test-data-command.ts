import type { Command } from 'commander'
import { addChoosing } from './choosing-action.js'
import type { CommandIo } from './command-io.js'

const EXAMPLES = `
Examples:
  bridge-downstream curate-test-data uploads/ --out test-data
  bridge-downstream curate-test-data s3://bucket/uploads --out test-data --json
  bridge-downstream run test-data/archives --out study

It is \`sample\` with other traits: how archives are chosen, and what is told of them, is said there.
Exit codes: 0 done; 1 wrong use or a failure of the run; 2 done, but archives that cannot be read were left out.`

/** `bridge-downstream curate-test-data`: an archive of whatever may look different from others. */
export function addCurateTestDataCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  const command = program
    .command('curate-test-data')
    .description('copy the first archive of each assessment, revision, system and version of the app')
  addChoosing(command, ['assessment', 'revision', 'os', 'appVersion'], io, setExitCode).addHelpText('after', EXAMPLES)
}
