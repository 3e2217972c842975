import {
  bridgePreset,
  checkDatasetRules,
  recoverPreset,
  type DatasetRules,
  type Injection,
  type NamingConventionName,
  type RebuildOptions,
} from '@bridge-downstream/core'
import { inFile } from './in-file.js'
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
    datasets: settings.rules === undefined ? {} : await readRules(settings.rules, base),
  }
}

function injectionOf(preset: RebuildSettings['preset']): Injection {
  return (preset === 'recover' ? recoverPreset() : bridgePreset()).injection
}

async function readRules(file: string, base: string): Promise<Readonly<Record<string, DatasetRules>>> {
  const parsed = await readJsonFile(file, 'rules file', base)
  return inFile(file, 'rules file', () => {
    checkDatasetRules(parsed)
    return parsed
  })
}
