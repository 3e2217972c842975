import { OptionError } from '@bridge-downstream/core'
import path from 'node:path'
import type { Config, Settings, StudyConfig } from './config.js'
import type { UploadsAccess } from '../study/uploads-access.js'
import type { LoadedConfig } from './read-config.js'
import { destinationOf, findStudy } from './study-place.js'

/** Settings that are paths of files and folders. */
const PATHS = ['archiveMap', 'schemaMapping', 'datasetMapping', 'schemaMirror', 'schemaLock', 'overrides', 'rules'] as const

/** A study of a configuration, as a command takes it. */
export interface ChosenStudy {
  readonly destination: string
  readonly uploads: readonly string[]
  /** How these are read. */
  readonly access: UploadsAccess
  /** With absolute paths. */
  readonly settings: Settings & { readonly app: string }
}

/**
 * Find a study by its app and its own id.
 *
 * @param name `{app}/{study}`.
 * @throws OptionError `unknown-study`, which names the known ones.
 */
export function chooseStudy({ config, base }: LoadedConfig, name: string | undefined): ChosenStudy {
  const [app = '', id = '', ...more] = (name ?? '').split('/')
  const study = more.length > 0 ? undefined : findStudy(config, app, id)
  if (study) {
    const { uploads, synapseFolder } = study
    const { synapseEndpoint, synapseTokenParameter } = config
    const access = { uploads, synapseFolder, synapseEndpoint, synapseTokenParameter }
    return { destination: destinationOf(config, study), uploads, access, settings: settingsOf(study, base) }
  }
  throw new OptionError(name === undefined ? 'It is not said which study of the configuration' : 'The configuration has no such study', {
    code: 'unknown-study',
    hint: `Give --study APP/STUDY. Known: ${namesOf(config)}.`,
  })
}

function settingsOf(study: StudyConfig, base: string): ChosenStudy['settings'] {
  const { study: _study, uploads: _uploads, synapseFolder: _folder, database: _database, ...settings } = study
  const absolute = PATHS.flatMap((key) => (settings[key] === undefined ? [] : [[key, path.resolve(base, settings[key])] as const]))
  return { ...settings, ...Object.fromEntries(absolute) }
}

function namesOf({ studies }: Config): string {
  return studies.map(({ app, study }) => `${app}/${study}`).join(', ')
}
