import { createHash } from 'node:crypto'
import type { Config, StudyConfig, StudyPlace } from './config.js'

/** URL of everything that is made of a study. Two namespaces, or two studies, share no key. */
export function destinationOf({ destination, namespace }: Pick<Config, 'destination' | 'namespace'>, { app, study }: StudyPlace): string {
  return `${destination.replace(/\/+$/, '')}/${namespace}/${app}/${study}`
}

/** Words of lower-case letters and digits, joined by single hyphens: with `_` for `-` they stay as different as they are. */
const PLAIN = /^[a-z0-9]+(-[a-z0-9]+)*$/
const MOST_CHARACTERS = 255
const HASH_CHARACTERS = 10

/**
 * The study's Glue database: in prod its own name for it, where it has one. Else made from environment, namespace, and that name or app and
 * study, so that no two places share one; names with other characters than `a-z`, `0-9` and single hyphens get a hash.
 */
export function databaseOf(
  { environment, namespace }: Pick<Config, 'environment' | 'namespace'>,
  { app, study, database }: StudyPlace,
): string {
  if (environment === 'prod' && database !== undefined) return database
  const parts = [environment, namespace, ...(database === undefined ? [app, study] : [database.replaceAll('_', '-')])]
  const name = parts.map((part) => part.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')).join('__')
  if (parts.every((part) => PLAIN.test(part)) && name.length <= MOST_CHARACTERS) return name
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_CHARACTERS)
  return `${name.slice(0, MOST_CHARACTERS - HASH_CHARACTERS - 3)}___${hash}`
}

export function findStudy(config: Config, app: string, study: string): StudyConfig | undefined {
  return config.studies.find((candidate) => candidate.app === app && candidate.study === study)
}
