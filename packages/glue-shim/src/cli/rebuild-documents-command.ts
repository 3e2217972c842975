import { openDatasets, OptionError, stringifyJson, type BridgeDownstreamError, type JsonValue } from '@bridge-downstream/core'
import type { Command } from 'commander'
import { EXIT, type CommandIo } from './command-io.js'
import { describeFailure } from './describe-failure.js'
import { openDestination } from './open-destination.js'

interface RebuildOptions {
  readonly dataset?: string
  readonly origin?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream rebuild-documents tables --dataset motion_v1 > motion.ndjson
  bridge-downstream rebuild-documents tables --origin

With --origin each line is {"dataset", "entry", "position", "injected", "document"}.
A partition of which parts are missing or damaged is an error, and the others go on.`

/** `bridge-downstream rebuild-documents`: the way back, from Parquet to the documents. */
export function addRebuildDocumentsCommand(program: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  program
    .command('rebuild-documents')
    .description('rebuild the documents from their tables, as NDJSON')
    .argument('<dir>', 'folder, or URL of a store, that a run has written to')
    .option('--dataset <name>', 'only this dataset')
    .option('--origin', 'say with each document where it came from')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, options: RebuildOptions) => {
      const onFault = (error: BridgeDownstreamError): void => {
        io.stderr.write(`${describeFailure(error, io)}\n`)
        setExitCode(EXIT.failed)
      }
      const datasets = await openDatasets(openDestination(dir, io.cwd).store, { onFault })
      const chosen = datasets.filter(({ dataset }) => options.dataset === undefined || dataset === options.dataset)
      if (chosen.length === 0) {
        const there = datasets.map(({ dataset }) => dataset)
        throw new OptionError(options.dataset === undefined ? 'There are no tables here' : `There is no dataset ${options.dataset} here`, {
          code: 'no-such-dataset',
          hint: there.length === 0 ? 'Give the folder that was --out of a run.' : `There are: ${there.join(', ')}.`,
        })
      }
      for (const stored of chosen) {
        const { dataset } = stored
        for await (const { entry, position, injected, value } of stored.documents({ onFault })) {
          const line: JsonValue = options.origin ? { dataset, entry, position, injected, document: value } : value
          if (io.stdout.write(`${stringifyJson(line)}\n`) === false) await io.drained?.()
        }
      }
    })
}
