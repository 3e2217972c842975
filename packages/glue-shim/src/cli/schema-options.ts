import type { Command } from 'commander'

/** Options that say where JSON Schemas come from. */
export function addSchemaOptions(command: Command): Command {
  return command
    .option('--schema-mirror <dir>', 'JSON Schemas by host and path; asked before the network')
    .option('--schema-lock <file>', 'pins JSON Schemas by SHA-256; new ones are added')
    .option('--frozen-lock', 'refuse JSON Schemas that the lock does not pin')
    .option('--offline', 'fetch no JSON Schema over the network')
}
