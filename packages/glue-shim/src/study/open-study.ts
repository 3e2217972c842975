import {
  bridgePreset,
  parseArchiveMap,
  parseDatasetMapping,
  parseSchemaMapping,
  recoverPreset,
  type BridgeClassifierOptions,
  type ExamineOptions,
  type SchemaSource,
} from '@bridge-downstream/core'
import { openSchemas, type Pins, type SchemaSettings } from './open-schemas.js'
import { inFile } from './in-file.js'
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

/** How a study's archives are read, as plain data: its files have been read. */
export interface StudyRules {
  readonly preset: 'bridge' | 'recover'
  readonly classifier: BridgeClassifierOptions
  readonly duplicateKeys: 'error' | 'last'
}

/** How a study's archives are to be read, and what must be kept once they have been. */
export interface Study {
  readonly options: ExamineOptions
  /** The same for another thread, which is given the schemas. */
  readonly rules: StudyRules
  readonly schemas: SchemaSource
  /** Pins of the schemas, if there is a lock file. What is new in them is kept by `savePins`. */
  readonly pins: Pins | undefined
}

export async function openStudy(settings: StudySettings, base: string): Promise<Study> {
  const { schemas, pins } = await openSchemas(settings, base)
  const rules = await readRules(settings, base)
  return { options: await examineBy(rules, schemas), rules, schemas, pins }
}

/** How archives are read by rules that have been read already. */
export async function examineBy({ preset, classifier, duplicateKeys }: StudyRules, schemas: SchemaSource): Promise<ExamineOptions> {
  // Loaded only here: the validator generates code, which other commands do without.
  const { createEntryValidator } = await import('@bridge-downstream/core/validation')
  const validator = createEntryValidator(schemas, { app: classifier.app })
  return { preset: preset === 'recover' ? recoverPreset() : bridgePreset(classifier), schemas, validator, duplicateKeys }
}

async function readRules(settings: StudySettings, base: string): Promise<StudyRules> {
  const { preset, app, archiveMap, schemaMapping, datasetMapping, duplicateKeys } = settings
  if (preset === 'recover') return { preset, classifier: { app }, duplicateKeys }
  const classifier = {
    app,
    archiveMap: archiveMap === undefined ? undefined : await readBy(parseArchiveMap, archiveMap, 'archive map', base),
    schemaMapping: schemaMapping === undefined ? undefined : await readBy(parseSchemaMapping, schemaMapping, 'schema mapping', base),
    datasetMapping: datasetMapping === undefined ? undefined : await readBy(parseDatasetMapping, datasetMapping, 'dataset mapping', base),
  }
  return { preset, classifier, duplicateKeys }
}

async function readBy<T>(parse: (json: unknown) => T, file: string, what: string, base: string): Promise<T> {
  const json = await readJsonFile(file, what, base)
  return inFile(file, what, () => parse(json))
}
