import * as z from 'zod/mini'
import { MAIN_NAMESPACE, type ParsedConfig } from './config.js'

/** Names that stand in keys of objects and in names of AWS resources. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/
/** Ids of apps and studies, as Bridge makes them; they become a folder's name. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/

const id = z.string().check(z.regex(ID, 'must be an id of letters, digits, _ . -'))
const file = z.string().check(z.minLength(1))
const storeUrl = z.string().check(z.regex(/^(s3|file):\/\/./, 'must be the URL of a store, such as s3://bucket/prefix'))
const httpUrl = z.url({ protocol: /^https?$/ })

/** How archives are read and tables are shaped. Files and folders are relative to the configuration file. */
const settings = z.strictObject({
  preset: z.exactOptional(z.enum(['bridge', 'recover']).check(z.describe('Whose archives they are. Default: bridge.'))),
  archiveMap: z.exactOptional(file.check(z.describe('archive-map.json of mobile-client-json: which JSON Schema each file has.'))),
  schemaMapping: z.exactOptional(file.check(z.describe('JSON file of datasets by $id of a JSON Schema, instead of the preset’s.'))),
  datasetMapping: z.exactOptional(
    file.check(z.describe('JSON file of datasets by assessment, revision and file, instead of the preset’s.')),
  ),
  duplicateKeys: z.exactOptional(
    z.enum(['error', 'last']).check(z.describe('What becomes of a key that stands twice in an object. Default: error.')),
  ),
  schemaMirror: z.exactOptional(file.check(z.describe('Folder of JSON Schemas by host and path; asked before the network.'))),
  schemaLock: z.exactOptional(file.check(z.describe('File that pins JSON Schemas by SHA-256.'))),
  frozenLock: z.exactOptional(z.boolean().check(z.describe('Refuse JSON Schemas that the lock does not pin.'))),
  offline: z.exactOptional(z.boolean().check(z.describe('Fetch no JSON Schema over the network.'))),
  convention: z.exactOptional(
    z.enum(['glue', 'snake_case', 'identity']).check(z.describe('How tables and columns are named. Default: glue.')),
  ),
  overrides: z.exactOptional(file.check(z.describe('JSON file of overrides by dataset and path.'))),
  rules: z.exactOptional(file.check(z.describe('JSON file of de-duplication and deletions by dataset.'))),
})

const study = z.extend(settings, {
  app: id.check(z.describe('The app that sends the archives, such as mobile-toolbox.')),
  study: id.check(z.describe('The study within the app.')),
  uploads: z.array(storeUrl).check(z.minLength(1), z.describe('Where uploads of this study lie. An archive elsewhere is refused.')),
  synapseFolder: z.optional(
    z
      .string()
      .check(
        z.regex(/^syn\d+$/, 'must be a Synapse id such as syn123'),
        z.describe('Folder with STS whose credentials read the uploads. Default: the credentials of the process.'),
      ),
  ),
  database: z.optional(
    z
      .string()
      .check(
        z.regex(/^[a-z0-9_]{1,255}$/, 'must be lower-case letters, digits and _'),
        z.describe('Glue database in prod; elsewhere it stands after environment and namespace. Default: app and study, after those.'),
      ),
  ),
})

/** The shape of a configuration file, with its defaults. The one place that says what can be configured. */
export const configSchema: z.ZodMiniType<ParsedConfig> = z.strictObject({
  $schema: z.optional(z.string().check(z.describe('JSON Schema of this file, for editors.'))),
  version: z.literal(1),
  environment: z.prefault(z.enum(['develop', 'prod']).check(z.describe('Which of the two deployments this is.')), 'develop'),
  namespace: z.prefault(
    z
      .string()
      .check(
        z.regex(NAMESPACE, 'must be at most 40 lower-case letters, digits and hyphens, beginning and ending with no hyphen'),
        z.describe('First folder of everything that is written; two namespaces share no key.'),
      ),
    MAIN_NAMESPACE,
  ),
  destination: storeUrl.check(z.describe('Where results are written, under {namespace}/{app}/{study}/.')),
  invalidQueueUrl: z.optional(httpUrl.check(z.describe('SQS queue for messages of records that were refused.'))),
  rebuildQueueUrl: z.optional(httpUrl.check(z.describe('SQS queue of partitions that are to be rebuilt.'))),
  synapseTokenParameter: z.optional(z.string().check(z.minLength(1), z.describe('SSM parameter that holds the token of Synapse.'))),
  synapseEndpoint: z.optional(httpUrl.check(z.describe('Another server that speaks the protocol of Synapse. Default: Synapse itself.'))),
  logLevel: z.prefault(z.enum(['debug', 'info', 'warn', 'error']), 'info'),
  defaults: z.optional(settings.check(z.describe('Settings of all studies, unless a study says other.'))),
  studies: z.array(study).check(z.minLength(1)),
})
