import type { ExamineOptions } from '@bridge-downstream/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEntryValidator } from '@bridge-downstream/core/validation'
import { APP, bridgeOptions, hostileArchive, outcomes, sampleArchive, unpack } from '../support/bridge.js'
import { fixturesAreThere, sayLeftOut } from '../support/fixtures.js'

if (fixturesAreThere) {
  let options: ExamineOptions
  beforeAll(async () => {
    options = await bridgeOptions()
  })

  describe('contract 9: entries side by side, and entries without an extension', () => {
    test('walk and balance motion both survive', async () => {
      const { record, objects } = await unpack(hostileArchive('walk'), options)
      expect(outcomes(record)).toMatchObject({
        'walk_motion.json': 'MotionRecord_v1 (declared)',
        'balance_motion.json': 'MotionRecord_v1 (declared)',
      })
      const motion = [...objects].filter(([key]) => key.includes('MotionRecord_v1'))
      expect(motion.map(([, documents]) => documents.length)).toEqual([8, 8])
    })

    test('so do two entries of the same base name', async () => {
      const { objects } = await unpack(hostileArchive('nested'), options)
      const motion = [...objects.keys()].filter((key) => key.includes('MotionRecord_v1'))
      expect(motion).toHaveLength(2)
      for (const key of motion) expect(key).toMatch(/\/OCJByUtSrVTYtqObYp7XZV_J-motion_[0-9a-f]{8}\.ndjson$/)
    })

    describe('left and right tapping are read as JSON', () => {
      // The schema allows no property but its own, and those that every result has come through `allOf`: its own example is invalid.
      const inherited = ['identifier', 'startDate', 'endDate']

      test('their schema is the one declared for their names, and refuses what all results have', async () => {
        const { record } = await unpack(hostileArchive('tap'), options)
        const tapping = record.entries.filter(({ path }) => path.endsWith('_tapping'))
        expect(tapping.map(({ path, claim }) => [path, claim?.url.split('/').at(-1)])).toEqual([
          ['left_tapping', 'TappingResultObject.json'],
          ['right_tapping', 'TappingResultObject.json'],
        ])
        for (const { validation } of tapping) {
          expect(validation!.errors.map(({ pointer, keyword, params }) => [pointer, keyword, params['additionalProperty']])).toEqual(
            expect.arrayContaining(inherited.map((property) => ['', 'additionalProperties', property])),
          )
          expect(validation!.errorCount).toBe(3)
        }
      })

      test('with an allowance, which is data, they are taken', async () => {
        const tolerated = ['left_tapping', 'right_tapping'].flatMap((file) =>
          inherited.map((property) => ({ file, keyword: 'additionalProperties', pointer: '', property })),
        )
        const allowances = [{ appId: APP, clientInfo: '', allowances: tolerated }]
        const validator = createEntryValidator(options.schemas!, { app: APP, allowances })
        const { record, objects } = await unpack(hostileArchive('tap'), { ...options, validator })
        expect(outcomes(record)).toMatchObject({
          left_tapping: 'TappingResultObject_v1 (declared)',
          right_tapping: 'TappingResultObject_v1 (declared)',
        })
        expect([...objects].filter(([key]) => key.includes('Tapping')).map(([, documents]) => documents.length)).toEqual([1, 1])
      })
    })
  })

  test('contract 10: what is not taken has its reason, and what is not mapped is not lost', async () => {
    const { record } = await unpack(hostileArchive('dirent'), options)
    expect(outcomes(record)).toEqual({
      'image.png': 'skipped: not-json',
      'metadata.json': 'ArchiveMetadata_v1 (declared)',
      'sub/': 'skipped: directory',
    })
    for (const { outcome, reason } of record.entries) if (outcome === 'skipped') expect(reason).not.toBe('')
    expect(outcomes((await unpack(sampleArchive(), options)).record)).toMatchObject({ taskData: 'taskData_v1 (inferred)' })
  })

  describe('contract 11: references', () => {
    test('a schema declared for microphone.json itself wins over that of microphone_levels.json', async () => {
      const { record } = await unpack(hostileArchive('micself'), options)
      const microphone = record.entries.find(({ path }) => path === 'microphone.json')!
      expect(microphone).toMatchObject({ dataset: 'MotionRecord_v1', claim: { from: 'manifest' }, name: 'microphone_levels.json' })
    })
  })
} else test('entries', () => sayLeftOut('5 archives'))
