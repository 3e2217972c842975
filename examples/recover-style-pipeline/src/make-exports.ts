import type { UnpackSource } from '@bridge-downstream/core'
import { strToU8, zipSync } from 'fflate'
import { createRandom } from './random.ts'

const COHORTS = ['adults_v1', 'pediatric_v1'] as const
const PARTICIPANTS = 6
const DAYS = 7

/**
 * Two weekly exports of each cohort, a ZIP of NDJSON each, all from a seed: nobody took part. As in such exports, the second week brings
 * the last day of the first once more, with what was corrected since, and lists samples that were deleted.
 */
export function makeExports(seed: number): UnpackSource[] {
  return [0, 1].flatMap((week) =>
    COHORTS.map((cohort, number): UnpackSource => {
      const random = createRandom(seed + 2 * week + number)
      const bytes = packExport(week, cohort, random)
      const name = `${cohort}/export-${week + 1}.zip`
      return { name, version: '1', open: async () => ({ name, bytes: async () => bytes }) }
    }),
  )
}

function packExport(week: number, cohort: string, random: () => number): Uint8Array {
  const first = week * DAYS
  const range = `${compactDay(first)}-${compactDay(first + DAYS - 1)}`
  const people = Array.from({ length: PARTICIPANTS }, (_, i) => `${cohort.slice(0, 1).toUpperCase()}-${i + 1}`)
  const days = Array.from({ length: DAYS + week }, (_, i) => first - week + i)
  const rows = people.flatMap((ParticipantIdentifier) => days.map((day) => ({ ParticipantIdentifier, day })))
  const files = {
    [`FitbitActivityLogs_${range}.json`]: rows.map(({ ParticipantIdentifier, day }) => ({
      ParticipantIdentifier,
      Date: isoDay(day),
      Steps: 4000 + Math.floor(random() * 8000),
      InsertedDate: `${isoDay(first + DAYS)}T04:00:00Z`,
    })),
    [`HealthKitV2Samples_Weight_${range}.json`]: rows.map(({ ParticipantIdentifier, day }) => ({
      ParticipantIdentifier,
      HealthKitSampleKey: `${ParticipantIdentifier}/${day}`,
      Date: isoDay(day),
      Value: (60 + random() * 20).toFixed(1),
      Device: { Name: 'Scale', Model: 'S1' },
    })),
    [`HealthKitV2Samples_Weight_Deleted_${range}.json`]: rows
      .filter(({ day }) => day === first)
      .map(({ ParticipantIdentifier, day }) => ({ ParticipantIdentifier, HealthKitSampleKey: `${ParticipantIdentifier}/${day}` })),
    [`GarminStressDetailSummary_${range}.json`]: rows.map(({ ParticipantIdentifier, day }) => ({
      ParticipantIdentifier,
      SummaryId: `${ParticipantIdentifier}-${day}`,
      StartTime: `${isoDay(day)}T00:00:00Z`,
      TimeOffsetStressLevelValues: Object.fromEntries([0, 180, 360].map((second) => [second, String(Math.floor(random() * 100))])),
    })),
    [`SymptomLog_${compactDay(first + DAYS - 1)}.json`]: people.map((ParticipantIdentifier) => ({
      ParticipantIdentifier,
      Date: isoDay(first),
      Value: JSON.stringify({ symptom: 'tired', severity: 1 + Math.floor(random() * 5) }),
    })),
  }
  const entries = Object.entries(files).map(([name, lines]) => [name, strToU8(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))])
  return zipSync(Object.fromEntries(entries), { mtime: '2024-01-01' })
}

/** @param day from 0, which is 2024-01-01; one before it is the last day of 2023. */
function isoDay(day: number): string {
  return new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
}

const compactDay = (day: number): string => isoDay(day).replaceAll('-', '')
