import { schemaUrl } from '../archive-entry.ts'
import type { JsonEntry } from '../archive-entry.ts'
import type { JsonObject } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

/** Make `microphone_levels.json`: an array of 10 to 30 objects, of which only the first has `timestampDate`. */
export function microphoneLevelsEntry(record: StudyRecord): JsonEntry {
  const { random } = record
  const uptimeAtStart = (record.startedAt - record.bootedAt) / 1000
  const roomLevel = random.between(120, 900)
  let timestamp = 0
  const value: JsonObject[] = []
  const count = random.integer(10, 30)
  for (let at = 0; at < count; at += 1) {
    const timeInterval = random.chance(0.8) ? 1 : 0.5
    const peak = Math.max(1, Math.round(random.bell(roomLevel * 1.8, roomLevel / 4)))
    value.push({
      ...(at === 0 ? { timestampDate: deviceTimestamp(record, record.startedAt) } : {}),
      timestamp,
      uptime: millis(uptimeAtStart + timestamp),
      timeInterval,
      peak,
      average: millis(peak * random.between(0.2, 0.6)),
    })
    timestamp = millis(timestamp + timeInterval + random.between(0, 0.004))
  }
  return { kind: 'json', path: 'microphone_levels.json', value, jsonSchema: schemaUrl('AudioLevels'), stepPath: 'background/microphone' }
}

function millis(value: number): number {
  return Math.round(value * 1000) / 1000
}
