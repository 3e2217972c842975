import type { DatasetRules, Injection, NamingConventionName, RebuildOptions } from '@bridge-downstream/core'
import { bridgePreset, OptionError, recoverPreset } from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import { readJsonFile } from './read-json-file.js'
import { readOverrides } from './read-overrides.js'

/** Options of commands that write Parquet from JSON datasets. */
export interface RebuildFlags {
  readonly preset: 'bridge' | 'recover'
  readonly convention: NamingConventionName
  readonly overrides?: string
  readonly rules?: string
}

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

/** What shapes the Parquet of a destination. */
export async function readRebuildOptions(flags: RebuildFlags, cwd: string): Promise<RebuildOptions> {
  return {
    injection: injectionOf(flags.preset),
    convention: flags.convention,
    overrides: await readOverrides(flags.overrides, cwd),
    datasets: flags.rules === undefined ? {} : parseRules(await readJsonFile(flags.rules, 'rules file', cwd)),
  }
}

function injectionOf(preset: RebuildFlags['preset']): Injection {
  return (preset === 'recover' ? recoverPreset() : bridgePreset()).injection
}

function parseRules(json: unknown): Readonly<Record<string, DatasetRules>> {
  const isRules =
    typeof json === 'object' && json !== null && Object.values(json).every((rules) => typeof rules === 'object' && rules !== null)
  if (isRules) return json as Readonly<Record<string, DatasetRules>>
  throw new OptionError('The rules file is no object of rules by dataset', {
    code: 'bad-rules',
    hint: 'For example {"Steps_v1": {"deduplicate": {"key": ["ParticipantIdentifier", "Date"], "latestBy": "InsertedDate"}}}.',
  })
}
