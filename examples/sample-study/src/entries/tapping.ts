import type { JsonEntry } from '../archive-entry.ts'
import type { JsonObject } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

const BUTTON_CENTRES = { left: 80, right: 280 } as const

/**
 * Make `left_tapping` or `right_tapping`: JSON in an entry without an extension, with neither schema nor content type in its name.
 *
 * @param startedAt When the hand began, in milliseconds since the Unix epoch.
 */
export function tappingEntry(record: StudyRecord, hand: 'left' | 'right', startedAt: number): JsonEntry {
  const { random } = record
  const stepPath = `WalkAndBalance/${hand}/tapping`
  const uptimeAtStart = (startedAt - record.bootedAt) / 1000
  const samples: JsonObject[] = []
  let timestamp = 0
  const count = random.integer(18, 40)
  for (let at = 0; at < count; at += 1) {
    const button = random.chance(0.05) ? 'none' : at % 2 === 0 ? 'left' : 'right'
    const centre = button === 'none' ? 180 : BUTTON_CENTRES[button]
    samples.push({
      buttonIdentifier: button,
      stepPath,
      timestamp,
      uptime: uptimeAtStart + timestamp,
      duration: random.between(0.04, 0.14),
      location: [Math.round(random.bell(centre, 9)), Math.round(random.bell(520, 9) * 2) / 2],
    })
    timestamp += random.bell(0.24, 0.03)
  }
  const value = {
    identifier: `${hand}_tapping`,
    type: 'tapping',
    startDate: deviceTimestamp(record, startedAt),
    endDate: deviceTimestamp(record, startedAt + timestamp * 1000),
    hand,
    buttonRectLeft: '{{40.0, 480.0}, {80.0, 80.0}}',
    buttonRectRight: '{{240.0, 480.0}, {80.0, 80.0}}',
    stepViewSize: '{360.0, 780.0}',
    tapCount: samples.length,
    hitCount: samples.filter((sample) => sample['buttonIdentifier'] !== 'none').length,
    samples,
  }
  return { kind: 'json', path: `${hand}_tapping`, value, stepPath }
}
