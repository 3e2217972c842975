import { bridgeClassifier, type BridgeClassifierOptions } from './bridge-classifier.js'
import { BRIDGE_DATASETS, BRIDGE_SCHEMAS } from './bridge-mappings.js'
import type { Classifier } from './classification.js'
import type { Injection } from './injected-fields.js'
import { recoverClassifier, type RecoverClassifierOptions } from './recover-classifier.js'
import type { PathTransform } from './transforms.js'

/** How the archives of one kind of study are read. */
export interface StudyPreset {
  readonly classifier: Classifier
  readonly injection: Injection
  /** The datasets that the classifier may give, as far as they are known beforehand: no other entry takes their names. */
  readonly datasets: readonly string[]
  /** Names that entries are known by, by base name. */
  readonly renames: Readonly<Record<string, string>>
  /** What is done to documents before anything else, by dataset identifier. */
  readonly transforms: Readonly<Record<string, readonly PathTransform[]>>
}

/** Bridge's archives: the default. */
export function bridgePreset(options: BridgeClassifierOptions = {}): StudyPreset {
  return {
    classifier: bridgeClassifier(options),
    datasets: datasetsOf(options),
    injection: {
      fields: [
        { name: 'assessmentid', type: 'string', from: { metadata: 'assessmentid' } },
        { name: 'year', type: 'integer', from: { date: 'uploadedon', part: 'year' } },
        { name: 'month', type: 'integer', from: { date: 'uploadedon', part: 'month' } },
        { name: 'day', type: 'integer', from: { date: 'uploadedon', part: 'day' } },
        { name: 'recordid', type: 'string', from: { record: 'id' } },
      ],
      partitionKeys: ['assessmentid', 'year', 'month', 'day'],
      wholeMetadata: ['ArchiveMetadata_*'],
    },
    renames: { 'microphone.json': 'microphone_levels.json' },
    transforms: {},
  }
}

function datasetsOf({ schemaMapping = BRIDGE_SCHEMAS, datasetMapping = BRIDGE_DATASETS }: BridgeClassifierOptions): string[] {
  return [...new Set([...Object.values(schemaMapping), ...datasetMapping.flatMap(({ files }) => Object.values(files))])]
}

/** recover's exports. */
export function recoverPreset(options: RecoverClassifierOptions = {}): StudyPreset {
  return {
    classifier: recoverClassifier(options),
    datasets: Object.keys(RECOVER_TRANSFORMS),
    injection: {
      fields: [
        { name: 'export_start_date', type: 'string', from: { classified: 'export_start_date' } },
        { name: 'export_end_date', type: 'string', from: { classified: 'export_end_date' } },
        { name: 'cohort', type: 'string', from: { classified: 'cohort' } },
        { name: 'Type', type: 'string', from: { classified: 'Type' } },
        { name: 'recordid', type: 'string', from: { record: 'id' } },
      ],
      partitionKeys: ['cohort'],
    },
    renames: {},
    transforms: RECOVER_TRANSFORMS,
  }
}

/** A map of seconds to a measurement, as rows. */
function samples(path: string, value: string, type: 'integer' | 'number' = 'integer'): PathTransform[] {
  return [
    { path, rows: { key: 'OffsetInSeconds', value } },
    { path: `${path}[].OffsetInSeconds`, cast: 'integer' },
    { path: `${path}[].${value}`, cast: type },
  ]
}

const RECOVER_TRANSFORMS: StudyPreset['transforms'] = {
  SymptomLog_v1: [{ path: '$.Value', parse: 'json' }],
  EnrolledParticipants_v1: [
    { path: '$.CustomFields.Symptoms', parse: 'json' },
    { path: '$.CustomFields.Treatments', parse: 'json' },
  ],
  GarminDailySummary_v1: samples('$.TimeOffsetHeartRateSamples', 'HeartRate'),
  GarminHrvSummary_v1: samples('$.HrvValues', 'Hrv'),
  GarminPulseOxSummary_v1: samples('$.TimeOffsetSpo2Values', 'Spo2Value'),
  GarminRespirationSummary_v1: samples('$.TimeOffsetEpochToBreaths', 'Breaths', 'number'),
  GarminSleepSummary_v1: [
    ...samples('$.TimeOffsetSleepSpo2', 'Spo2Value'),
    ...samples('$.TimeOffsetSleepRespiration', 'Breaths', 'number'),
  ],
  GarminStressDetailSummary_v1: [
    ...samples('$.TimeOffsetStressLevelValues', 'StressLevel'),
    ...samples('$.TimeOffsetBodyBatteryValues', 'BodyBattery'),
  ],
  GarminThirdPartyDailySummary_v1: samples('$.TimeOffsetHeartRateSamples', 'HeartRate'),
  GarminHealthSnapshotSummary_v1: samples('$.Summaries[].EpochSummaries', 'Value', 'number'),
}
