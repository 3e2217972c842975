import {
  bridgePreset,
  parseArchiveMap,
  parseDatasetMapping,
  parseSchemaMapping,
  recoverPreset,
  type ExamineOptions,
  type StudyPreset,
} from '@bridge-downstream/core'
import { openSchemas, type SchemaSettings } from './open-schemas.js'
import { readJsonFile } from './read-json-file.js'

/** How a study's archives are read. Files and folders are relative to a base folder. */
export interface StudySettings extends SchemaSettings {
  readonly preset: 'bridge' | 'recover'
  readonly app?: string | undefined
  readonly archiveMap?: string | undefined
  readonly schemaMapping?: string | undefined
  readonly datasetMapping?: string | undefined
  readonly duplicateKeys: 'error' | 'last'
}

/** How a study's archives are to be read, and what must be kept once they have been. */
export interface Study {
  readonly options: ExamineOptions
  /** Write new pins into the lock file, if there is one. */
  readonly save: () => Promise<void>
}

export async function openStudy(settings: StudySettings, base: string): Promise<Study> {
  const { schemas, save } = await openSchemas(settings, base)
  // Loaded only here: the validator generates code, which other commands do without.
  const { createEntryValidator } = await import('@bridge-downstream/core/validation')
  const validator = createEntryValidator(schemas, { app: settings.app })
  return { options: { preset: await readPreset(settings, base), schemas, validator, duplicateKeys: settings.duplicateKeys }, save }
}

async function readPreset({ preset, app, archiveMap, schemaMapping, datasetMapping }: StudySettings, base: string): Promise<StudyPreset> {
  if (preset === 'recover') return recoverPreset()
  return bridgePreset({
    app,
    archiveMap: archiveMap === undefined ? undefined : parseArchiveMap(await readJsonFile(archiveMap, 'archive map', base)),
    schemaMapping: schemaMapping === undefined ? undefined : parseSchemaMapping(await readJsonFile(schemaMapping, 'schema mapping', base)),
    datasetMapping:
      datasetMapping === undefined ? undefined : parseDatasetMapping(await readJsonFile(datasetMapping, 'dataset mapping', base)),
  })
}
