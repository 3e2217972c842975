import type { ArchiveEntry } from '../archive-entry.ts'
import { motionEntry, SENSOR_TYPES } from '../entries/motion.ts'
import { pictureEntry } from '../entries/picture.ts'
import { tappingEntry } from '../entries/tapping.ts'
import type { StudyRecord } from '../study-record.ts'

/**
 * Make the entries of a walk-and-balance task: three motion recordings that belong to one dataset, tapping of both hands without an
 * extension, and a CSV and a picture in a folder.
 */
export function walkAndBalanceEntries(record: StudyRecord): ArchiveEntry[] {
  const { random, startedAt, endedAt } = record
  const quarter = Math.floor((endedAt - startedAt) / 4)
  const cadence = random.between(1.5, 2.1)
  const walk = { path: 'walk_motion.json', stepPath: 'WalkAndBalance/walk', sensors: SENSOR_TYPES, cadence }
  const balance = { path: 'balance_motion.json', stepPath: 'WalkAndBalance/balance', sensors: SENSOR_TYPES, cadence: 0 }
  const idle = { path: 'motion.json', stepPath: 'WalkAndBalance/instructions', sensors: ['accelerometer', 'gyro'] as const, cadence: 0 }
  return [
    motionEntry(record, { ...idle, records: random.integer(20, 40), startedAt }),
    motionEntry(record, { ...walk, records: random.integer(60, 150), startedAt: startedAt + quarter }),
    motionEntry(record, { ...balance, records: random.integer(60, 150), startedAt: startedAt + 2 * quarter }),
    tappingEntry(record, 'left', startedAt + 3 * quarter),
    tappingEntry(record, 'right', startedAt + 3 * quarter + 15_000),
    { kind: 'directory', path: 'media/' },
    pictureEntry(random, 'media/path.png'),
    { kind: 'bytes', path: 'pedometer.csv', bytes: new TextEncoder().encode(pedometerCsv(record, cadence)), contentType: 'text/csv' },
  ]
}

function pedometerCsv(record: StudyRecord, cadence: number): string {
  const rows = Array.from({ length: 6 }, (_, index) => {
    const steps = Math.round((index + 1) * 5 * cadence)
    return `${(index + 1) * 5},${steps},${(steps * record.random.between(0.6, 0.75)).toFixed(2)}`
  })
  return ['seconds,steps,metres', ...rows, ''].join('\n')
}
