import type { Command } from 'commander'
import { addChoosing } from './choosing-action.js'
import type { CommandIo } from './command-io.js'

const EXAMPLES = `
Examples:
  bridge-downstream sample uploads/ --out sample
  bridge-downstream sample s3://bucket/uploads --by app appVersion os --out sample --dry-run
  bridge-downstream sample 'uploads/2022-*/*.zip' --out s3://bucket/sample --json

Of the archives with equal traits the earliest is chosen, by exportedon or else uploadedon, then by record id. Traits are taken from the user
metadata, and where those are silent from the archive's metadata.json or info.json; a trait that neither tells is a group of its own.
The copies are the originals, with their user metadata: they hold health data as those do.
Exit codes: 0 done; 1 wrong use or a failure of the run; 2 done, but archives that cannot be read were left out.`

/** `bridge-downstream sample`: an archive of each version of the app. */
export function addSampleCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  const command = program.command('sample').description('copy one archive for each version of the app, or for other traits')
  addChoosing(command, ['appVersion'], io, setExitCode).addHelpText('after', EXAMPLES)
}
