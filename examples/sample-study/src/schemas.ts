import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { schemaUrl } from './archive-entry.ts'

const number = { type: ['number', 'null'] }
const text = { type: 'string' }
const dateTime = { type: 'string', format: 'date-time' }
const object = { type: 'object' }

/** Records a sensor makes: an array of them is a file. */
function records(properties: object, required: readonly string[]): object {
  return { type: 'array', items: { type: 'object', properties, required } }
}

/** What an assessment gives as a whole. */
function task(properties: object): object {
  return {
    type: 'object',
    properties: { taskRunUUID: text, startDate: dateTime, endDate: dateTime, ...properties },
    required: ['taskRunUUID'],
  }
}

/** The JSON Schemas that the study's archives claim, by name, and the datasets that take them. */
const SCHEMAS: Readonly<Record<string, { readonly dataset: string; readonly schema: object }>> = {
  MotionRecord: {
    dataset: 'MotionRecord_v1',
    schema: records({ sensorType: text, stepPath: text, timestamp: number, uptime: number, x: number, y: number, z: number }, [
      'timestamp',
    ]),
  },
  AudioLevels: {
    dataset: 'AudioLevelRecord_v1',
    schema: records({ timestamp: number, uptime: number, timeInterval: number, peak: number, average: number }, ['timestamp']),
  },
  Weather: {
    dataset: 'WeatherResult_v1',
    schema: {
      type: 'object',
      properties: { identifier: text, type: text, startDate: dateTime, weather: object, airQuality: { type: ['object', 'null'] } },
    },
  },
  SpellingTaskData: { dataset: 'SpellingTaskData_v1', schema: task({ stepHistory: { type: 'array', items: object } }) },
  FlankerTaskData: { dataset: 'FlankerTaskData_v1', schema: task({ stepHistory: { type: 'array', items: object } }) },
}

/** What was written. */
export interface SchemaFiles {
  /** Folder of the schemas, by host and path: for `--schema-mirror`. */
  readonly mirror: string
  /** Dataset by `$id`: for `--schema-mapping`. */
  readonly mapping: string
}

/** Write the study's JSON Schemas as a mirror, and the mapping of each to its dataset. */
export async function writeSchemas(dir: string): Promise<SchemaFiles> {
  const mirror = join(dir, 'mirror')
  const mapping = join(dir, 'schema-mapping.json')
  for (const [name, { schema }] of Object.entries(SCHEMAS)) {
    const url = schemaUrl(name)
    const path = join(mirror, url.replace('https://', ''))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', $id: url, ...schema }, null, 2)}\n`)
  }
  const datasets = Object.fromEntries(Object.entries(SCHEMAS).map(([name, { dataset }]) => [schemaUrl(name), dataset]))
  await writeFile(mapping, `${JSON.stringify(datasets, null, 2)}\n`)
  return { mirror, mapping }
}
