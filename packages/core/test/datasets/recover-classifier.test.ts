import {
  examineRecord,
  parseExportName,
  recoverPreset,
  unpackRecord,
  type ArchiveSource,
  type ExaminedRecord,
} from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'

describe('names of exported files', () => {
  test.each<[string, unknown]>([
    ['FitbitDevices_20230114.json', ['FitbitDevices', undefined, false, null, '2023-01-14']],
    ['SymptomLog_20230112-20230114.json', ['SymptomLog', undefined, false, '2023-01-12', '2023-01-14']],
    ['HealthKitV2Samples_Steps_20230112-20230114.json', ['HealthKitV2Samples', 'Steps', false, '2023-01-12', '2023-01-14']],
    ['HealthKitV2Samples_Steps_Deleted_20230112-20230114.json', ['HealthKitV2Samples', 'Steps', true, '2023-01-12', '2023-01-14']],
    ['HealthKitV2Workouts_Deleted_20230114.ndjson', ['HealthKitV2Workouts', undefined, true, null, '2023-01-14']],
    ['Manifest.csv', undefined],
    ['metadata.json', undefined],
    ['Fitbit_2023-01-14.json', undefined],
    ['Fitbit_99999999.json', undefined],
  ])('%s', (name, expected) => {
    const named = parseExportName(name)
    expect(named && [named.type, named.subtype, named.deleted, named.start, named.end]).toEqual(expected)
  })
})

const source = (name: string, bytes: Uint8Array): ArchiveSource => ({ name, metadata: { recordid: 'export-1' }, bytes: async () => bytes })
const examine = (archive: ArchiveSource): Promise<ExaminedRecord> => examineRecord(archive, { preset: recoverPreset() })

function made(entries: Readonly<Record<string, unknown>>, key = 'main/adults_v1/export.zip'): ArchiveSource {
  const files = Object.entries(entries).map(([name, content]) => [name, new TextEncoder().encode(JSON.stringify(content))] as const)
  return source(key, zipSync(Object.fromEntries(files), { mtime: '1999-12-31' }))
}

async function unpacked(archive: ArchiveSource): Promise<Record<string, unknown[]>> {
  const record = await examine(archive)
  const objects = unpackRecord(record, recoverPreset().injection)
  const entries = await Promise.all(
    objects.map(async ({ key, lines }) => {
      const text = Buffer.concat(await Array.fromAsync(lines())).toString()
      return [
        key,
        text
          .trimEnd()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      ] as const
    }),
  )
  return Object.fromEntries(entries)
}

test('dates, cohort and subtype are injected, and the cohort is the partition', async () => {
  const objects = await unpacked(
    made({ 'HealthKitV2Samples_Steps_20230112-20230114.json': [{ Value: '7' }], 'FitbitDevices_20230114.json': { Type: 'TRACKER' } }),
  )
  expect(objects).toEqual({
    'dataset=FitbitDevices_v1/cohort=adults_v1/export-1.ndjson': [
      { Type: 'TRACKER', export_start_date: null, export_end_date: '2023-01-14', cohort: 'adults_v1', recordid: 'export-1' },
    ],
    'dataset=HealthKitV2Samples_v1/cohort=adults_v1/export-1.ndjson': [
      {
        Value: '7',
        export_start_date: '2023-01-12',
        export_end_date: '2023-01-14',
        cohort: 'adults_v1',
        Type: 'Steps',
        recordid: 'export-1',
      },
    ],
  })
})

test('a field that is called as an injected one keeps its value under a name with a suffix', async () => {
  const objects = await unpacked(made({ 'HealthKitV2Samples_Steps_20230114.json': [{ Type: 'own', cohort: 'own' }] }))
  const [[document]] = Object.values(objects) as [[Record<string, unknown>]]
  expect(Object.entries(document).map(([name, value]) => `${name.replace(/_[0-9a-f]{8}$/, '_HASH')}: ${String(value)}`)).toEqual([
    'Type_HASH: own',
    'cohort_HASH: own',
    'export_start_date: null',
    'export_end_date: 2023-01-14',
    'cohort: adults_v1',
    'Type: Steps',
    'recordid: export-1',
  ])
})

test('JSON inside texts and maps of samples become structure', async () => {
  const objects = await unpacked(
    made({
      'SymptomLog_20230114.json': [{ Value: '{"symptoms":[{"id":"a"}]}' }, { Value: 'none' }],
      'GarminHrvSummary_20230114.json': [{ HrvValues: { '0': '61', '300': 62 } }],
    }),
  )
  const first = (key: string): unknown => objects[key]![0]
  expect(first('dataset=SymptomLog_v1/cohort=adults_v1/export-1.ndjson')).toMatchObject({ Value: { symptoms: [{ id: 'a' }] } })
  expect(objects['dataset=SymptomLog_v1/cohort=adults_v1/export-1.ndjson']![1]).toMatchObject({ Value: 'none' })
  expect(first('dataset=GarminHrvSummary_v1/cohort=adults_v1/export-1.ndjson')).toMatchObject({
    HrvValues: [
      { OffsetInSeconds: 0, Hrv: 61 },
      { OffsetInSeconds: 300, Hrv: 62 },
    ],
  })
})

test('an archive outside of any cohort is quarantined', async () => {
  const { outcome, entries } = await examine(made({ 'FitbitDevices_20230114.json': {} }, 'main/export.zip'))
  expect([outcome, entries[0]!.code]).toEqual(['quarantined', 'no-cohort'])
})

if (fixturesAreThere) {
  test('a real export: each file with documents is in the dataset of its type', async () => {
    const file = '2023-01-13T21--08--51Z_TESTDATA.zip'
    const record = await examine(source(`main/adults_v1/${file}`, readFixture('recover', file)))
    expect(record.outcome).toBe('taken')
    const counts = record.entries.flatMap(({ dataset, documentCount, outcome }) =>
      outcome === 'taken' ? [`${dataset} ${documentCount}`] : [],
    )
    expect(counts).toMatchInlineSnapshot(`
      [
        "EnrolledParticipants_v1 14",
        "FitbitActivityLogs_v1 3",
        "FitbitDailyData_v1 19",
        "FitbitDevices_v1 9",
        "FitbitIntradayCombined_v1 59005",
        "FitbitRestingHeartRates_v1 10",
        "FitbitSleepLogs_v1 12",
        "SymptomLog_v1 5",
      ]
    `)
    const skipped = Map.groupBy(
      record.entries.filter(({ outcome }) => outcome === 'skipped'),
      ({ code }) => code,
    )
    expect([...skipped].map(([code, entries]) => `${code} ${entries.length}`)).toEqual(['empty 101', 'not-json 1'])
  })
} else test('recover', () => sayLeftOut('an export of recover'))
