import * as z from 'zod'
import { MAIN_NAMESPACE, type ParsedConfig } from './config.js'

/** Names that stand in keys of objects and in names of AWS resources. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/
/** Ids of apps and studies, as Bridge makes them; they become a folder's name. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/

const file = z.string().min(1)
const storeUrl = z.string().regex(/^(s3|file):\/\/./, 'must be the URL of a store, such as s3://bucket/prefix')

/** How archives are read and tables are shaped. Files and folders are relative to the configuration file. */
const settings = z.strictObject({
  preset: z.enum(['bridge', 'recover']).describe('Whose archives they are. Default: bridge.').exactOptional(),
  archiveMap: file.describe('archive-map.json of mobile-client-json: which JSON Schema each file has.').exactOptional(),
  schemaMapping: file.describe('JSON file of datasets by $id of a JSON Schema, instead of the preset’s.').exactOptional(),
  datasetMapping: file.describe('JSON file of datasets by assessment, revision and file, instead of the preset’s.').exactOptional(),
  duplicateKeys: z
    .enum(['error', 'last'])
    .describe('What becomes of a key that stands twice in an object. Default: error.')
    .exactOptional(),
  schemaMirror: file.describe('Folder of JSON Schemas by host and path; asked before the network.').exactOptional(),
  schemaLock: file.describe('File that pins JSON Schemas by SHA-256.').exactOptional(),
  frozenLock: z.boolean().describe('Refuse JSON Schemas that the lock does not pin.').exactOptional(),
  offline: z.boolean().describe('Fetch no JSON Schema over the network.').exactOptional(),
  convention: z.enum(['glue', 'snake_case', 'identity']).describe('How tables and columns are named. Default: glue.').exactOptional(),
  overrides: file.describe('JSON file of overrides by dataset and path.').exactOptional(),
  rules: file.describe('JSON file of de-duplication and deletions by dataset.').exactOptional(),
})

const study = settings.extend({
  app: z.string().regex(ID, 'must be an id of letters, digits, _ . -').describe('The app that sends the archives, such as mobile-toolbox.'),
  study: z.string().regex(ID, 'must be an id of letters, digits, _ . -').describe('The study within the app.'),
  uploads: z.array(storeUrl).min(1).describe('Where uploads of this study lie. An archive elsewhere is refused.'),
  synapseFolder: z
    .string()
    .regex(/^syn\d+$/, 'must be a Synapse id such as syn123')
    .describe('Folder with STS whose credentials read the uploads. Default: the credentials of the process.')
    .optional(),
  database: z
    .string()
    .regex(/^[a-z0-9_]{1,255}$/, 'must be lower-case letters, digits and _')
    .describe('Glue database in prod; elsewhere it stands after environment and namespace. Default: app and study, after those.')
    .optional(),
})

/** The shape of a configuration file, with its defaults. The one place that says what can be configured. */
export const configSchema: z.ZodType<ParsedConfig> = z.strictObject({
  $schema: z.string().describe('JSON Schema of this file, for editors.').optional(),
  version: z.literal(1),
  environment: z.enum(['develop', 'prod']).describe('Which of the two deployments this is.').default('develop'),
  namespace: z
    .string()
    .regex(NAMESPACE, 'must be at most 40 lower-case letters, digits and hyphens, beginning and ending with no hyphen')
    .describe('First folder of everything that is written; two namespaces share no key.')
    .default(MAIN_NAMESPACE),
  destination: storeUrl.describe('Where results are written, under {namespace}/{app}/{study}/.'),
  invalidQueueUrl: z
    .url({ protocol: /^https?$/ })
    .describe('SQS queue for messages of records that were refused.')
    .optional(),
  rebuildQueueUrl: z
    .url({ protocol: /^https?$/ })
    .describe('SQS queue of partitions that are to be rebuilt.')
    .optional(),
  synapseTokenParameter: z.string().min(1).describe('SSM parameter that holds the token of Synapse.').optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  defaults: settings.describe('Settings of all studies, unless a study says other.').optional(),
  studies: z.array(study).min(1),
})
