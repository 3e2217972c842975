import {
  bridgePreset,
  parseArchiveMap,
  parseDatasetMapping,
  parseSchemaMapping,
  recoverPreset,
  type ExamineOptions,
  type SchemaSource,
} from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
import type { StudyRules } from '../workers/worker-messages.js'
import { readJsonFile } from './read-json-file.js'
import { addSchemaOptions, openSchemas, type SchemaFlags } from './schema-options.js'

/** Options of commands that read a study's archives. */
export interface StudyFlags extends SchemaFlags {
  readonly preset: 'bridge' | 'recover'
  readonly app?: string
  readonly archiveMap?: string
  readonly schemaMapping?: string
  readonly datasetMapping?: string
  readonly duplicateKeys: 'error' | 'last'
}

export function addStudyOptions(command: Command): Command {
  return addSchemaOptions(command)
    .addOption(new Option('--preset <name>', 'whose archives they are').choices(['bridge', 'recover']).default('bridge'))
    .option('--app <id>', 'the app that sent them, such as mobile-toolbox')
    .option('--archive-map <file>', 'archive-map.json of mobile-client-json: which JSON Schema each file has')
    .option('--schema-mapping <file>', 'datasets by $id of a JSON Schema, instead of the preset’s')
    .option('--dataset-mapping <file>', 'datasets by assessment, revision and file, instead of the preset’s')
    .addOption(new Option('--duplicate-keys <rule>', 'a key that stands twice in an object').choices(['error', 'last']).default('error'))
}

/** How a study's archives are to be read, and what must be kept once they have been. */
export interface Study {
  readonly options: ExamineOptions
  /** The same for another thread, which is given the schemas. */
  readonly rules: StudyRules
  readonly schemas: SchemaSource
  /** Write new pins into the lock file, if there is one. */
  readonly save: () => Promise<void>
}

export async function openStudy(flags: StudyFlags, cwd: string): Promise<Study> {
  const { schemas, save } = await openSchemas(flags, cwd)
  const rules = await readRules(flags, cwd)
  return { options: await examineBy(rules, schemas), rules, schemas, save }
}

/** How archives are read by rules that have been read already. */
export async function examineBy({ preset, classifier, duplicateKeys }: StudyRules, schemas: SchemaSource): Promise<ExamineOptions> {
  // Loaded only here: the validator generates code, which other commands do without.
  const { createEntryValidator } = await import('@bridge-downstream/core/validation')
  const validator = createEntryValidator(schemas, { app: classifier.app })
  return { preset: preset === 'recover' ? recoverPreset() : bridgePreset(classifier), schemas, validator, duplicateKeys }
}

async function readRules(flags: StudyFlags, cwd: string): Promise<StudyRules> {
  const { preset, app, archiveMap, schemaMapping, datasetMapping, duplicateKeys } = flags
  if (preset === 'recover') return { preset, classifier: { app }, duplicateKeys }
  const classifier = {
    app,
    archiveMap: archiveMap === undefined ? undefined : parseArchiveMap(await readJsonFile(archiveMap, 'archive map', cwd)),
    schemaMapping: schemaMapping === undefined ? undefined : parseSchemaMapping(await readJsonFile(schemaMapping, 'schema mapping', cwd)),
    datasetMapping:
      datasetMapping === undefined ? undefined : parseDatasetMapping(await readJsonFile(datasetMapping, 'dataset mapping', cwd)),
  }
  return { preset, classifier, duplicateKeys }
}
