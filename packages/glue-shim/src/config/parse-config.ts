import en from 'zod/v4/locales/en.js'
import { ConfigError, type ConfigProblem } from './config-error.js'
import { configSchema } from './config-schema.js'
import { fillStudies, MAIN_NAMESPACE, type Config } from './config.js'
import { databaseOf, destinationOf } from './study-place.js'
import { SETTABLE, variableOf, type SettableKey } from './settable-keys.js'

/** What wins over a configuration file: arguments over the environment. */
export interface ConfigOverrides {
  /** `BRIDGE_DOWNSTREAM_NAMESPACE` and the like. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly arguments?: Readonly<Partial<Record<SettableKey, string | undefined>>> | undefined
}

/** The lean form of zod has no words of its own. */
const ENGLISH = en().localeError

/**
 * Check a configuration that is in memory, with what environment and arguments say of it.
 *
 * @param json what a file holds.
 * @throws ConfigError `bad-config`.
 */
export function parseConfig(json: unknown, overrides: ConfigOverrides = { env: {} }): Config {
  const origins = new Map<string, string>()
  const result = configSchema.safeParse(isObject(json) ? overlay(json, overrides, origins) : json, { error: ENGLISH })
  if (result.success) return checkTogether(fillStudies(result.data), origins)
  const problems = result.error.issues.flatMap((issue): ConfigProblem[] => {
    if (issue.code !== 'unrecognized_keys') return [{ at: placeOf(issue.path, origins), message: issue.message }]
    return issue.keys.map((key) => ({ at: placeOf([...issue.path, key], origins), message: 'is no setting' }))
  })
  throw unusable(problems)
}

/** What no single value shows. */
function checkTogether(config: Config, origins: ReadonlyMap<string, string>): Config {
  const problems: ConfigProblem[] = []
  if (config.environment === 'prod' && config.namespace !== MAIN_NAMESPACE) {
    problems.push({ at: placeOf(['namespace'], origins), message: `must be ${MAIN_NAMESPACE} in prod` })
  }
  const studies = new Map<string, number>()
  const databases = new Map<string, number>()
  for (const [position, study] of config.studies.entries()) {
    const twin = studies.get(destinationOf(config, study))
    studies.set(destinationOf(config, study), twin ?? position)
    if (twin !== undefined) problems.push({ at: `/studies/${position}`, message: `is the app and study of /studies/${twin} again` })
    const database = databases.get(databaseOf(config, study))
    databases.set(databaseOf(config, study), database ?? position)
    if (twin === undefined && database !== undefined) {
      problems.push({ at: `/studies/${position}/database`, message: `is that of /studies/${database}` })
    }
    if (study.frozenLock && study.schemaLock === undefined) {
      problems.push({ at: `/studies/${position}/frozenLock`, message: 'needs schemaLock' })
    }
  }
  if (problems.length > 0) throw unusable(problems)
  return config
}

function unusable(problems: readonly ConfigProblem[]): ConfigError {
  return new ConfigError('The configuration cannot be used', 'bad-config', 'Mend:', problems)
}

function overlay(
  json: Readonly<Record<string, unknown>>,
  { env, arguments: given = {} }: ConfigOverrides,
  origins: Map<string, string>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...json }
  for (const key of SETTABLE) {
    const argument = given[key]
    const value = argument ?? env[variableOf(key)]
    if (value === undefined || value === '') continue
    merged[key] = value
    origins.set(key, argument === undefined ? variableOf(key) : `argument ${key}`)
  }
  return merged
}

function placeOf(segments: readonly PropertyKey[], origins: ReadonlyMap<string, string>): string {
  const origin = segments.length === 1 ? origins.get(String(segments[0])) : undefined
  return origin ?? segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
