import { CommanderError, type Command } from 'commander'
import { createRequire } from 'node:module'
import type { CommandIo } from './command-io.js'

/** Let a program show the version of this package, which is read from its package.json when it is asked for. */
export function addVersionOption(program: Command, io: CommandIo): void {
  program.option('-V, --version', 'show the version').on('option:version', () => {
    // By the package's name: the place of this module differs between sources and what is built.
    const { version } = createRequire(import.meta.url)('@bridge-downstream/glue-shim/package.json') as { readonly version: string }
    io.stdout.write(`${version}\n`)
    throw new CommanderError(0, 'commander.version', version)
  })
}
