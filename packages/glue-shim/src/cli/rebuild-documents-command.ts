import { openDatasets, OptionError, stringifyJson, type JsonValue } from '@bridge-downstream/core'
import type { Command } from 'commander'
import type { CommandIo } from './command-io.js'
import { openDestination } from './open-destination.js'

interface RebuildOptions {
  readonly dataset?: string
  readonly origin?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream rebuild-documents tables --dataset motion_v1 > motion.ndjson
  bridge-downstream rebuild-documents tables --origin

With --origin each line is {"dataset", "entry", "position", "injected", "document"}.`

/** `bridge-downstream rebuild-documents`: the way back, from Parquet to the documents. */
export function addRebuildDocumentsCommand(program: Command, io: CommandIo): void {
  program
    .command('rebuild-documents')
    .description('rebuild the documents from their tables, as NDJSON')
    .argument('<dir>', 'folder, or URL of a store, that a run has written to')
    .option('--dataset <name>', 'only this dataset')
    .option('--origin', 'say with each document where it came from')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: RebuildOptions) => {
      const datasets = await openDatasets(openDestination(dir, io.cwd).store)
      const chosen = datasets.filter(({ plan }) => options.dataset === undefined || plan.dataset === options.dataset)
      if (chosen.length === 0) {
        const there = datasets.map(({ plan }) => plan.dataset)
        throw new OptionError(options.dataset === undefined ? 'There are no tables here' : `There is no dataset ${options.dataset} here`, {
          code: 'no-such-dataset',
          hint: there.length === 0 ? 'Give the folder that was --out of a run.' : `There are: ${there.join(', ')}.`,
        })
      }
      for (const stored of chosen) {
        const { dataset } = stored.plan
        for await (const { entry, position, injected, value } of stored.documents()) {
          const line: JsonValue = options.origin ? { dataset, entry, position, injected, document: value } : value
          if (io.stdout.write(`${stringifyJson(line)}\n`) === false) await io.drained?.()
        }
      }
    })
}
