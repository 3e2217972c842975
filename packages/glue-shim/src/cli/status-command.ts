import { listWork, unpackStatus } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import type { AccessOption } from './configured-study.js'
import { expectDestination } from './expect-destination.js'
import { findSources } from './find-sources.js'
import { openDestination } from './open-destination.js'
import { readRebuildOptions, type RebuildSettings } from '../study/rebuild-settings.js'
import { addPresetOption, addRebuildOptions } from './pipeline-options.js'
import { summarizeStatus } from './status-summary.js'

interface StatusOptions extends RebuildSettings, AccessOption {
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream status study
  bridge-downstream status study uploads/ --json
  bridge-downstream status --config studies.json --study mobile-toolbox/cxhnxd

Nothing is written. With archives it says too which of them are new or have changed.`

/** `bridge-downstream status`: what is new, stale, done and quarantined. */
export function addStatusCommand(program: Command, io: CommandIo): void {
  addRebuildOptions(
    addPresetOption(
      program
        .command('status')
        .description('what is new, stale, done and quarantined, by dataset and partition')
        .argument('<dir>', 'folder or store URL that runs have written to')
        .argument('[archives...]', 'files, folders, quoted globs or store URLs'),
    ),
  )
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, inputs: string[], options: StatusOptions) => {
      const { store, folder } = openDestination(dir, io.cwd)
      // How archives stand to a destination may be asked before anything is there.
      if (inputs.length === 0) await expectDestination(store, dir)
      const sources = inputs.length === 0 ? [] : await findSources(inputs, io, { destination: folder, access: options.access })
      const archives = await unpackStatus(sources, store)
      const partitions = await listWork(store, await readRebuildOptions(options, io.cwd))
      io.stdout.write(options.json ? `${JSON.stringify({ archives, partitions }, null, 2)}\n` : summarizeStatus(archives, partitions))
    })
}
