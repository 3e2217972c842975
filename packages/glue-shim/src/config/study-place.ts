import type { Config, StudyConfig, StudyPlace } from './config.js'

/** URL of everything that is made of a study. Two namespaces, or two studies, share no key. */
export function destinationOf({ destination, namespace }: Pick<Config, 'destination' | 'namespace'>, { app, study }: StudyPlace): string {
  return `${destination.replace(/\/+$/, '')}/${namespace}/${app}/${study}`
}

/** The study's Glue database: its own name for it, else one made from where it stands. */
export function databaseOf({ namespace }: Pick<Config, 'namespace'>, { app, study, database }: StudyPlace): string {
  return database ?? [namespace, app, study].map((part) => part.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')).join('_')
}

export function findStudy(config: Config, app: string, study: string): StudyConfig | undefined {
  return config.studies.find((candidate) => candidate.app === app && candidate.study === study)
}
