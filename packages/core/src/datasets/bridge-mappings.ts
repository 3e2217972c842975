import { OptionError } from '../errors.js'
import { formatPointer } from '../names/place.js'

/** Dataset identifier by `$id` of a JSON Schema. */
export type SchemaMapping = Readonly<Record<string, string>>

/** Dataset identifiers by file name, for revisions of assessments whose files have no schema to go by. */
export type DatasetMapping = readonly AssessmentDatasets[]

export interface AssessmentDatasets {
  readonly assessment: string
  readonly revision: number
  /** Dataset identifier by file name. */
  readonly files: Readonly<Record<string, string>>
}

const MOBILE_CLIENT = 'https://sage-bionetworks.github.io/mobile-client-json/schemas'

/** The datasets that BridgeDownstream has, by schema. */
export const BRIDGE_SCHEMAS: SchemaMapping = {
  [`${MOBILE_CLIENT}/v2/ArchiveMetadata.json`]: 'ArchiveMetadata_v1',
  sharedSchema: 'sharedSchema_v1',
  [`${MOBILE_CLIENT}/v2/MotionRecord.json`]: 'MotionRecord_v1',
  [`${MOBILE_CLIENT}/v1/TappingResultObject.json`]: 'TappingResultObject_v1',
  [`${MOBILE_CLIENT}/v2/WeatherResult.json`]: 'WeatherResult_v1',
  [`${MOBILE_CLIENT}/v2/AudioLevelRecord.json`]: 'AudioLevelRecord_v1',
  sharedSchema_for_Gradual_Onset: 'sharedSchema_for_Gradual_Onset_v1',
  'schemas/v0/3DRotation.json': '3DRotation_v1',
  'schemas/v0/ProgressiveMatrices.json': 'ProgressiveMatrices_v1',
  'schemas/v0/LetterNumberSeries.json': 'LetterNumberSeries_v1',
  'schemas/v0/VerbalReasoning.json': 'VerbalReasoning_v1',
}

const SENSORS = { 'motion.json': 'MotionRecord_v1', 'weather.json': 'WeatherResult_v1' }
const SOUND = { 'microphone_levels.json': 'AudioLevelRecord_v1', 'microphone.json': 'AudioLevelRecord_v1' }
const QUIET = { 'metadata.json': 'TaskMetadata_v1', 'taskData.json': 'sharedSchema_v1', ...SENSORS }
const LOUD = { ...QUIET, ...SOUND }

/** The datasets that BridgeDownstream has, by file, for assessments from before their schemas were published. */
export const BRIDGE_DATASETS: DatasetMapping = [
  { assessment: 'dccs', revision: 5, files: LOUD },
  { assessment: 'flanker', revision: 4, files: LOUD },
  { assessment: 'memory-for-sequences', revision: 6, files: LOUD },
  { assessment: 'number-match', revision: 3, files: LOUD },
  { assessment: 'psm', revision: 5, files: QUIET },
  { assessment: 'spelling', revision: 4, files: QUIET },
  { assessment: 'vocabulary', revision: 4, files: LOUD },
]

/**
 * Read a schema mapping: one object from `$id` to dataset identifier.
 *
 * @throws OptionError `bad-mapping` with the pointer of what is wrong.
 */
export function parseSchemaMapping(json: unknown): SchemaMapping {
  return textsAt(json, [])
}

/**
 * Read a dataset mapping as BridgeDownstream keeps it: `assessmentIdentifier` → name → `assessmentRevision` → revision → file name →
 * dataset identifier.
 *
 * @throws OptionError `bad-mapping` with the pointer of what is wrong.
 */
export function parseDatasetMapping(json: unknown): DatasetMapping {
  const at = ['assessmentIdentifier']
  return Object.entries(objectAt(objectAt(json, [])['assessmentIdentifier'], at)).flatMap(([assessment, value]) => {
    const below = [...at, assessment, 'assessmentRevision']
    return Object.entries(objectAt(objectAt(value, [...at, assessment])['assessmentRevision'], below)).map(([text, files]) => {
      const revision = Number(text)
      if (!Number.isInteger(revision)) fail([...below, text], 'whole numbers as keys')
      return { assessment, revision, files: textsAt(files, [...below, text]) }
    })
  })
}

function textsAt(json: unknown, at: readonly string[]): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [key, text] of Object.entries(objectAt(json, at))) texts[key] = typeof text === 'string' ? text : fail([...at, key], 'a text')
  return texts
}

function objectAt(json: unknown, at: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Readonly<Record<string, unknown>>
  return fail(at, 'an object')
}

function fail(at: readonly string[], expected: string): never {
  throw new OptionError(`The mapping should have ${expected} here`, {
    code: 'bad-mapping',
    pointer: formatPointer(at),
    hint: 'See docs/datasets.md for the two forms of mappings.',
  })
}
