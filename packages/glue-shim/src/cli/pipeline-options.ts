import { Option, type Command } from 'commander'

/** Writing waits for the store most of the time, so a few partitions go on at once. */
export const PARTITIONS_AT_ONCE = 4

export function addRebuildOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--convention <name>', 'how tables and columns are named').choices(['glue', 'snake_case', 'identity']).default('glue'),
    )
    .option('--overrides <file>', 'JSON file of overrides by dataset and path')
    .option('--rules <file>', 'JSON file of de-duplication and deletions by dataset')
}

export function addPresetOption(command: Command): Command {
  return command.addOption(new Option('--preset <name>', 'whose archives they are').choices(['bridge', 'recover']).default('bridge'))
}
