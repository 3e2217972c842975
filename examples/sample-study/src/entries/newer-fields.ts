import type { JsonObject } from '../json.ts'
import { DAY_MS, STUDY_START } from '../study-record.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp, utcDate } from '../timestamps.ts'

/**
 * Make what the newer app adds to a task's result.
 *
 * @returns `settings`, whose `dailyTotals` is keyed by date, and the array `interruptions` of 0 to 2 objects; `{}` for the older app.
 */
export function newerFields(record: StudyRecord): JsonObject {
  const { random, participant, app } = record
  if (app.name === 'older') return {}
  const dailyTotals: JsonObject = {}
  for (let day = Math.max(0, record.day - 4); day <= record.day; day += 1) {
    if (day === record.day || random.chance(0.6)) dailyTotals[utcDate(STUDY_START + day * DAY_MS)] = random.integer(1, 14)
  }
  const interruptions = Array.from({ length: random.chance(0.75) ? 0 : random.integer(1, 2) }, () => {
    const startedAt = random.integer(record.startedAt, record.endedAt - 20_000)
    return {
      reason: random.pick(['phoneCall', 'appInBackground', 'screenLocked']),
      startDate: deviceTimestamp(record, startedAt),
      endDate: deviceTimestamp(record, startedAt + random.integer(800, 18_000)),
    }
  })
  return {
    settings: {
      language: participant.locale.slice(0, 2),
      fontScale: random.pick([1, 1, 1, 1.25, 1.5]),
      hapticsEnabled: random.chance(0.8),
      dailyTotals,
    },
    interruptions,
  }
}
