import type { RebuildSettings } from '../study/rebuild-settings.js'
import type { StudySettings } from '../study/open-study.js'

/** The namespace of the main branch, and the only one of `prod`. */
export const MAIN_NAMESPACE = 'bridge-downstream'

/** How archives are read and tables are shaped. Files and folders are relative to the configuration file. */
export type Settings = Omit<StudySettings, 'app'> & RebuildSettings

/** What a study has for itself. */
export interface StudyPlace {
  /** The app that sends the archives, such as `mobile-toolbox`. */
  readonly app: string
  readonly study: string
  /** URLs of stores where its uploads lie. An archive elsewhere is refused. */
  readonly uploads: readonly string[]
  /** Synapse folder with STS whose credentials read the uploads. Default: the credentials of the process. */
  readonly synapseFolder?: string | undefined
  /** Glue database in prod; elsewhere it stands after environment and namespace. Default: app and study, after those. */
  readonly database?: string | undefined
}

/** What holds for all studies. */
export interface Deployment {
  readonly environment: 'develop' | 'prod'
  /** First folder of everything that is written; two namespaces share no key. */
  readonly namespace: string
  /** URL of the store for results, which lie under `{namespace}/{app}/{study}/`. */
  readonly destination: string
  /** SQS queue for messages of records that were refused. */
  readonly invalidQueueUrl?: string | undefined
  /** SQS queue of partitions that are to be rebuilt. */
  readonly rebuildQueueUrl?: string | undefined
  /** SSM parameter that holds the token of Synapse. */
  readonly synapseTokenParameter?: string | undefined
  /** Another server that speaks the protocol of Synapse. Default: Synapse itself. */
  readonly synapseEndpoint?: string | undefined
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** A study with everything said: its own settings, else those of all studies, else the defaults. */
export type StudyConfig = StudyPlace & Settings

export interface Config extends Deployment {
  readonly studies: readonly StudyConfig[]
}

/** A configuration whose values are all right, as a file holds them. */
export interface ParsedConfig extends Deployment {
  readonly $schema?: string | undefined
  readonly version: 1
  /** Settings of all studies, unless a study says other. */
  readonly defaults?: Partial<Settings> | undefined
  readonly studies: readonly (StudyPlace & Partial<Settings>)[]
}

const DEFAULTS: Settings = { preset: 'bridge', duplicateKeys: 'error', frozenLock: false, offline: false, convention: 'glue' }

/** Give each study the settings that it leaves to others. */
export function fillStudies({ $schema: _editors, version: _version, defaults, studies, ...deployment }: ParsedConfig): Config {
  return { ...deployment, studies: studies.map((own) => ({ ...DEFAULTS, ...defaults, ...own })) }
}
