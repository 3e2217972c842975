import { schemaUrl } from '../archive-entry.ts'
import type { JsonEntry } from '../archive-entry.ts'
import { itemAt } from '../item-at.ts'
import { optionalField } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

const AIR_CATEGORIES = ['Good', 'Moderate', 'Unhealthy for Sensitive Groups'] as const

/**
 * Make `weather.json`: one object; `airQuality` is missing (null on Android) where no station is near, and Android leaves out `type`.
 */
export function weatherEntry(record: StudyRecord): JsonEntry {
  const { random, participant } = record
  const { platform } = participant
  const fetchedAt = deviceTimestamp(record, record.startedAt + 900)
  const aqi = random.integer(8, 140)
  const category = Math.min(Math.floor(aqi / 50), 2)
  const airQuality = {
    type: 'airQuality',
    identifier: 'airQuality',
    provider: 'sampleAir',
    startDate: fetchedAt,
    aqi,
    category: { name: itemAt(AIR_CATEGORIES, category), number: category + 1 },
  }
  const speed = random.between(0, 12)
  const gust = random.chance(0.6) ? hundredths(speed * random.between(1.2, 2)) : undefined
  const value = {
    identifier: 'weather',
    ...(platform === 'ios' ? { type: 'weather' } : {}),
    startDate: fetchedAt,
    endDate: fetchedAt,
    weather: {
      type: 'weather',
      identifier: 'weather',
      provider: 'sampleWeather',
      startDate: fetchedAt,
      temperature: hundredths(random.bell(6, 7)),
      seaLevelPressure: random.integer(990, 1035),
      humidity: random.integer(35, 98),
      clouds: random.integer(0, 20) * 5,
      wind: {
        degrees: random.integer(0, 359),
        speed: hundredths(speed),
        ...optionalField(platform, 'gust', gust),
      },
    },
    ...optionalField(platform, 'airQuality', random.chance(0.7) ? airQuality : undefined),
  }
  return { kind: 'json', path: 'weather.json', value, jsonSchema: schemaUrl('Weather'), stepPath: 'background/weather' }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
