import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { bridgeOptions, hostileArchive, outcomes, sampleArchive, unpack } from '../support/bridge.js'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../support/fixtures.js'
import type { ExamineOptions } from '@bridge-downstream/core'

if (fixturesAreThere) {
  let options: ExamineOptions
  beforeAll(async () => {
    options = await bridgeOptions()
  })

  /** The original's objects by key; there an array stays one line. */
  function readGolden(): Map<string, unknown[]> {
    const root = fixturePath('bridge', 'golden', 'raw_json')
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ndjson'))
    return new Map(
      files.map((file) => {
        const lines = readFileSync(path.join(root, file), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
        return [file.split(path.sep).join('/'), lines.flatMap((line): unknown[] => [JSON.parse(line)].flat() as unknown[])]
      }),
    )
  }

  describe('contract 6: the sample archive makes the golden datasets', () => {
    test('each golden object is there, and its content is equal as JSON', async () => {
      const { objects } = await unpack(sampleArchive(), options)
      const golden = readGolden()
      expect([...golden.keys()].map((key) => key.split('/')[0])).toHaveLength(5)
      for (const [key, documents] of golden) {
        if (key.startsWith('dataset=AudioLevelRecord_v1')) continue
        expect(objects.get(key), key).toEqual(documents)
      }
    })

    test('both files of sound levels are there; in the original one overwrote the other, and they are equal', async () => {
      const { objects } = await unpack(sampleArchive(), options)
      const golden = [...readGolden()].find(([key]) => key.startsWith('dataset=AudioLevelRecord_v1'))
      const folder = path.dirname(golden![0])
      const ours = [...objects].filter(([key]) => key.startsWith(`${folder}/`))
      expect(ours.map(([key]) => path.basename(key))).toEqual([
        'OCJByUtSrVTYtqObYp7XZV_J-microphone.ndjson',
        'OCJByUtSrVTYtqObYp7XZV_J-microphone_levels.ndjson',
      ])
      for (const [, documents] of ours) expect(documents).toEqual(golden![1])
    })

    test('what the original left out is in datasets of its own', async () => {
      const { record } = await unpack(sampleArchive(), options)
      expect(record.outcome).toBe('taken')
      expect(outcomes(record)).toEqual({
        'info.json': 'info_v1 (inferred)',
        'metadata.json': 'ArchiveMetadata_v1 (declared)',
        'microphone.json': 'AudioLevelRecord_v1 (declared)',
        'microphone_levels.json': 'AudioLevelRecord_v1 (declared)',
        'motion.json': 'MotionRecord_v1 (declared)',
        taskData: 'taskData_v1 (inferred)',
        'taskData.json': 'sharedSchema_v1 (declared)',
        'taskResult.json': 'taskResult_v1 (inferred)',
        'weather.json': 'WeatherResult_v1 (declared)',
      })
    })
  })

  describe('contract 7: injected fields', () => {
    test('ArchiveMetadata holds every key of the user metadata, and the date', async () => {
      const source = sampleArchive()
      const { objects } = await unpack(source, options)
      const [metadata] = [...objects].find(([key]) => key.startsWith('dataset=ArchiveMetadata_v1'))![1]
      expect(metadata).toMatchObject({ ...source.metadata, year: 2022, month: 2, day: 15 })
    })

    test('each element of an array carries the five fields, after its own', async () => {
      const { objects } = await unpack(sampleArchive(), options)
      const injected = { assessmentid: 'spelling', year: 2022, month: 2, day: 15, recordid: 'OCJByUtSrVTYtqObYp7XZV_J' }
      for (const [key, documents] of objects) {
        if (key.startsWith('dataset=ArchiveMetadata_v1')) continue
        for (const document of documents) {
          expect(document, key).toMatchObject(injected)
          expect(Object.keys(document as object).slice(-5)).toEqual(Object.keys(injected))
        }
      }
    })
  })

  describe('contract 8: keys and metadata of what is written', () => {
    test('a record that begins with "_" gets the prefix 0; partitions are UTC and not padded', async () => {
      const { objects } = await unpack(hostileArchive('walk'), options)
      expect([...objects.keys()]).toEqual([
        'dataset=MotionRecord_v1/assessmentid=walk-and-balance/year=2022/month=2/day=15/0_rec1-balance_motion.ndjson',
        'dataset=MotionRecord_v1/assessmentid=walk-and-balance/year=2022/month=2/day=15/0_rec1-walk_motion.ndjson',
        'dataset=ArchiveMetadata_v1/assessmentid=walk-and-balance/year=2022/month=2/day=15/0_rec1.ndjson',
      ])
    })

    test('an evening in California is the next day in UTC', async () => {
      const late = { ...sampleArchive(), metadata: { ...sampleArchive().metadata, uploadedon: '2022-12-31T22:15:00.000-08:00' } }
      const { objects } = await unpack(late, options)
      for (const key of objects.keys()) expect(key).toContain('/year=2023/month=1/day=1/')
    })
  })
} else test('golden datasets', () => sayLeftOut('the golden datasets'))
