import type { Command } from 'commander'
import { readConfig } from '../config/read-config.js'
import { databaseOf, destinationOf } from '../config/study-place.js'
import type { CommandIo } from './command-io.js'
import { formatTable } from './format-table.js'

interface ConfigOptions {
  readonly config?: string
  readonly namespace?: string
  readonly environment?: string
  readonly schema?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  bridge-downstream config
  bridge-downstream config --config studies.json --namespace my-branch --json
  bridge-downstream config --schema > bridge-downstream.schema.json

Arguments win over the environment (BRIDGE_DOWNSTREAM_NAMESPACE and the like), and that over the file.
Everything that is wrong is said at once, each with its place in the file.`

/** `bridge-downstream config`: check a configuration and show what it comes to. */
export function addConfigCommand(program: Command, io: CommandIo): void {
  program
    .command('config')
    .description('check a configuration file and show what it comes to')
    .option('--config <file>', 'the file (default: $BRIDGE_DOWNSTREAM_CONFIG, else bridge-downstream.json)')
    .option('--environment <name>', 'develop or prod')
    .option('--namespace <name>', 'first folder of everything that is written')
    .option('--schema', 'print the JSON Schema of the file, for editors')
    .option('--json', 'print the configuration with everything filled in')
    .addHelpText('after', EXAMPLES)
    .action(async ({ config: file, namespace, environment, schema, json }: ConfigOptions) => {
      if (schema) {
        const { configJsonSchema } = await import('../config/config-json-schema.js')
        io.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`)
        return
      }
      const { config } = await readConfig({ file, env: io.env, arguments: { namespace, environment }, cwd: io.cwd })
      if (json) {
        io.stdout.write(`${JSON.stringify(config, null, 2)}\n`)
        return
      }
      const rows = config.studies.map((study) => [
        study.app,
        study.study,
        study.preset,
        destinationOf(config, study),
        databaseOf(config, study),
      ])
      io.stdout.write(
        `environment ${config.environment}, namespace ${config.namespace}\n\n` +
          `${formatTable(['app', 'study', 'preset', 'destination', 'database'], rows, ['left', 'left', 'left', 'left', 'left'])}\n`,
      )
    })
}
