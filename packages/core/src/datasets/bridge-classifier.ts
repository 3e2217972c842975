import { OptionError } from '../errors.js'
import { MANIFEST_NAME, readManifest } from './archive-manifest.js'
import type { ArchiveMap } from './archive-map.js'
import type { DatasetMapping, SchemaMapping } from './bridge-mappings.js'
import { BRIDGE_DATASETS, BRIDGE_SCHEMAS } from './bridge-mappings.js'
import { claimSchema, type SchemaClaim } from './claim-schema.js'
import type { Classification, Classifier, EntryFacts, RecordFacts } from './classification.js'
import { readRevision } from './record-metadata.js'

export interface BridgeClassifierOptions {
  /** The app that the archives come from, such as `mobile-toolbox`: the archive map knows its files. */
  readonly app?: string | undefined
  /** Default: none, so that only what archives say of themselves declares a schema. */
  readonly archiveMap?: ArchiveMap | undefined
  /** Dataset by `$id` of the schema. Default: {@link BRIDGE_SCHEMAS}. */
  readonly schemaMapping?: SchemaMapping | undefined
  /** Dataset by assessment, revision and file name. Default: {@link BRIDGE_DATASETS}. */
  readonly datasetMapping?: DatasetMapping | undefined
}

/**
 * Classifies the archives of Bridge's exporter: by the JSON Schema that an entry is declared to have (through the archive's manifest and
 * the archive map) and its dataset, else by assessment, revision and file name. What neither knows is left to its structure.
 */
export function bridgeClassifier(options: BridgeClassifierOptions = {}): Classifier {
  const { app, archiveMap, schemaMapping = BRIDGE_SCHEMAS, datasetMapping = BRIDGE_DATASETS } = options
  if (app !== undefined && archiveMap && !archiveMap.apps.has(app)) throw unknownApp(app, archiveMap)
  return {
    async classify(entry: EntryFacts, record: RecordFacts): Promise<Classification> {
      const assessment = record.metadata['assessmentid']
      const revision = readRevision(record)
      const names = namesOf(entry)
      const manifest = await manifestOf(record)
      const claim = claimSchema(names, { archiveMap, app, assessment, revision, manifest, paths: record.paths })
      const declared = claim && (await declaredDataset(claim, record, schemaMapping))
      if (declared) return declared
      const mapped =
        assessment === undefined || revision === undefined ? undefined : mappedDataset(names, assessment, revision, datasetMapping)
      return { ...mapped, claim }
    },
  }
}

/** A schema declared for the file's own name wins over one for the name that it was renamed to. */
function namesOf({ path, baseName, name }: EntryFacts): string[] {
  return [...new Set([path, baseName, name])]
}

async function manifestOf(record: RecordFacts): Promise<ReadonlyMap<string, string>> {
  const path = record.paths.find((candidate) => candidate === MANIFEST_NAME) ?? record.paths.find((p) => p.endsWith(`/${MANIFEST_NAME}`))
  return path === undefined ? new Map() : readManifest(await record.json(path))
}

async function declaredDataset(claim: SchemaClaim, record: RecordFacts, mapping: SchemaMapping): Promise<Classification | undefined> {
  const { schema } = await record.schemas.get(claim.url)
  const id = typeof schema === 'object' && schema !== null && '$id' in schema ? schema.$id : undefined
  if (typeof id !== 'string' || !Object.hasOwn(mapping, id)) return undefined
  return { dataset: mapping[id], reason: { by: 'declared', because: `its JSON Schema is ${id}` }, claim }
}

function mappedDataset(
  names: readonly string[],
  assessment: string,
  revision: number,
  mapping: DatasetMapping,
): Classification | undefined {
  const files = mapping.find((candidate) => candidate.assessment === assessment && candidate.revision === revision)?.files
  const name = files && names.find((candidate) => Object.hasOwn(files, candidate))
  if (files === undefined || name === undefined) return undefined
  return { dataset: files[name], reason: { by: 'mapped', because: `it is ${name} of ${assessment}, revision ${revision}` } }
}

function unknownApp(app: string, { apps }: ArchiveMap): OptionError {
  return new OptionError(`The archive map does not know the app ${JSON.stringify(app)}`, {
    code: 'unknown-app',
    hint: `It knows: ${[...apps.keys()].join(', ')}.`,
  })
}
