import {
  bridgePreset,
  parseArchiveMap,
  parseDatasetMapping,
  parseSchemaMapping,
  recoverPreset,
  type ExamineOptions,
  type StudyPreset,
} from '@bridge-downstream/core'
import { Option, type Command } from 'commander'
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
  /** Write new pins into the lock file, if there is one. */
  readonly save: () => Promise<void>
}

export async function openStudy(flags: StudyFlags, cwd: string): Promise<Study> {
  const { schemas, save } = await openSchemas(flags, cwd)
  // Loaded only here: the validator generates code, which other commands do without.
  const { createEntryValidator } = await import('@bridge-downstream/core/validation')
  const validator = createEntryValidator(schemas, { app: flags.app })
  return { options: { preset: await readPreset(flags, cwd), schemas, validator, duplicateKeys: flags.duplicateKeys }, save }
}

async function readPreset({ preset, app, archiveMap, schemaMapping, datasetMapping }: StudyFlags, cwd: string): Promise<StudyPreset> {
  if (preset === 'recover') return recoverPreset()
  return bridgePreset({
    app,
    archiveMap: archiveMap === undefined ? undefined : parseArchiveMap(await readJsonFile(archiveMap, 'archive map', cwd)),
    schemaMapping: schemaMapping === undefined ? undefined : parseSchemaMapping(await readJsonFile(schemaMapping, 'schema mapping', cwd)),
    datasetMapping:
      datasetMapping === undefined ? undefined : parseDatasetMapping(await readJsonFile(datasetMapping, 'dataset mapping', cwd)),
  })
}
