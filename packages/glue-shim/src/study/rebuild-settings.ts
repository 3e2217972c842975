import {
  bridgePreset,
  OptionError,
  recoverPreset,
  type DatasetRules,
  type Injection,
  type NamingConventionName,
  type RebuildOptions,
} from '@bridge-downstream/core'
import { readJsonFile } from './read-json-file.js'
import { readOverrides } from './read-overrides.js'

/** What shapes the Parquet of a study. Files are relative to a base folder. */
export interface RebuildSettings {
  readonly preset: 'bridge' | 'recover'
  readonly convention: NamingConventionName
  readonly overrides?: string | undefined
  readonly rules?: string | undefined
}

/** What shapes the Parquet of a destination. */
export async function readRebuildOptions(settings: RebuildSettings, base: string): Promise<RebuildOptions> {
  return {
    injection: injectionOf(settings.preset),
    convention: settings.convention,
    overrides: await readOverrides(settings.overrides, base),
    datasets: settings.rules === undefined ? {} : parseRules(await readJsonFile(settings.rules, 'rules file', base)),
  }
}

function injectionOf(preset: RebuildSettings['preset']): Injection {
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
