import { schemaUrl } from '../archive-entry.ts'
import type { JsonEntry } from '../archive-entry.ts'
import { itemAt } from '../item-at.ts'
import { optionalField } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Random } from '../random.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

/** What a phone measures while it is held or worn. */
export const SENSOR_TYPES = ['accelerometer', 'gyro', 'magnetometer', 'gravity', 'attitude'] as const

/** One of `SENSOR_TYPES`. */
export type SensorType = (typeof SENSOR_TYPES)[number]

/** How a recording was made. */
export type Recording = {
  path: string
  stepPath: string
  /** Records in all, the opening one included. */
  records: number
  sensors: readonly SensorType[]
  /** Steps a second; 0 while standing or sitting. */
  cadence: number
  /** When it began, in milliseconds since the Unix epoch. */
  startedAt: number
}

type Reading = { values: JsonObject; eventAccuracy?: number }

const READINGS_PER_SECOND = 10

/**
 * Make a recording of sensors: an array of records, of which the first only states when it began.
 *
 * Numbers are whole in some records and fractional in others (`timestamp`, `heading`). Android says `eventAccuracy: null` where iOS says
 * nothing; its older app also wrote `acceleration` for `accelerometer`, and no `stepPath`.
 */
export function motionEntry(record: StudyRecord, recording: Recording): JsonEntry {
  const { random, participant, app } = record
  const { path, stepPath, sensors, startedAt } = recording
  const isOlderAndroid = participant.platform === 'android' && app.name === 'older'
  const place = isOlderAndroid ? {} : { stepPath }
  const uptimeAtStart = (startedAt - record.bootedAt) / 1000
  const value: JsonObject[] = [{ ...place, timestamp: 0, timestampDate: deviceTimestamp(record, startedAt), uptime: uptimeAtStart }]
  for (let at = 1; at < recording.records; at += 1) {
    const sensor = itemAt(sensors, at - 1)
    // The sensors take turns, each a little late.
    const timestamp = (at - 1 + random.next() * 0.8) / sensors.length / READINGS_PER_SECOND
    const { values, eventAccuracy } = readSensor(random, sensor, swing(timestamp * recording.cadence))
    value.push({
      sensorType: isOlderAndroid && sensor === 'accelerometer' ? 'acceleration' : sensor,
      ...place,
      timestamp,
      uptime: uptimeAtStart + timestamp,
      ...values,
      ...optionalField(participant.platform, 'eventAccuracy', eventAccuracy),
    })
  }
  return { kind: 'json', path, value, jsonSchema: schemaUrl('MotionRecord'), stepPath }
}

function readSensor(random: Random, sensor: SensorType, sway: number): Reading {
  const near = (mean: number, spread: number): number => Math.fround(random.bell(mean, spread))
  if (sensor === 'accelerometer')
    return { values: { x: near(0.05 + 0.1 * sway, 0.02), y: near(-0.1, 0.03), z: near(-0.97 + 0.35 * sway, 0.04) } }
  if (sensor === 'gyro') return { values: { x: near(0.6 * sway, 0.05), y: near(0, 0.05), z: near(-0.2 * sway, 0.05) } }
  if (sensor === 'gravity') return { values: { x: near(0.02, 0.01), y: near(-0.11, 0.01), z: near(-0.99, 0.002) } }
  if (sensor === 'magnetometer') {
    return { values: { x: near(21, 0.4), y: near(-8, 0.4), z: near(-41, 0.4) }, eventAccuracy: random.integer(0, 2) }
  }
  const [w, x, y, z] = unitQuaternion([1, near(0.1 * sway, 0.02), near(0.04, 0.02), near(0.3, 0.02)])
  // Compasses report in half degrees, so whole and fractional numbers stand beside each other.
  const heading = random.integer(0, 8) / 2
  return { values: { w, x, y, z, heading, referenceCoordinate: 'Z-Up, X-Arbitrary' }, eventAccuracy: random.integer(1, 3) }
}

/** A smooth wave of period 1 from -1 to 1; parabolas, since Math.sin may differ in the last bit from one engine to the next. */
function swing(phase: number): number {
  const place = (phase % 1) * 2
  return place < 1 ? 4 * place * (1 - place) : -4 * (place - 1) * (2 - place)
}

function unitQuaternion([w, x, y, z]: [number, number, number, number]): [number, number, number, number] {
  const length = Math.sqrt(w * w + x * x + y * y + z * z)
  return [w / length, x / length, y / length, z / length]
}
