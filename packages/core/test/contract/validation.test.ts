import { validationResult, type ExamineOptions } from '@bridge-downstream/core'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { APP, bridgeOptions, hostileArchive, makeArchive, outcomes, sampleArchive, unpack } from '../support/bridge.js'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../support/fixtures.js'

if (fixturesAreThere) {
  let options: ExamineOptions
  beforeAll(async () => {
    options = await bridgeOptions()
  })

  const V0 = 'https://sage-bionetworks.github.io/mobile-client-json/schemas/v0'
  const manifest = (filename: string, jsonSchema: string): object => ({
    appName: 'a',
    appVersion: '1',
    deviceInfo: 'd',
    deviceTypeIdentifier: 't',
    files: [{ filename, timestamp: '2024-01-01T00:00:00Z', jsonSchema }],
  })

  test('the sample archive is valid: its result equals the golden one', async () => {
    const { record } = await unpack(sampleArchive(), options)
    const golden = JSON.parse(readFileSync(fixturePath('bridge', 'golden', 'validation_result.json'), 'utf8')) as Record<string, unknown>
    expect(validationResult(record, APP)).toEqual(golden['after_allowances'])
  })

  describe('contract 11: a schema within the archive', () => {
    const schema = { $id: 'answers', type: 'object', properties: { mood: { $ref: 'types/mood.json' } }, additionalProperties: false }
    const mood = { enum: ['good', 'bad'] }
    const archive = (answers: object): Parameters<typeof makeArchive>[0] => ({
      'metadata.json': manifest('answers.json', 'answers_schema.json'),
      'answers.json': answers,
      'answers_schema.json': schema,
      'types/mood.json': mood,
    })

    test('resolves, with what it refers to', async () => {
      const { record } = await unpack(makeArchive(archive({ mood: 'good' })), options)
      expect(record.entries.find(({ path }) => path === 'answers.json')).toMatchObject({
        outcome: 'taken',
        claim: { url: 'archive:///answers_schema.json', from: 'manifest' },
        validation: { errorCount: 0 },
      })
    })

    test('is checked against', async () => {
      const { record } = await unpack(makeArchive(archive({ mood: 'SECRET' })), options)
      expect(record.entries.find(({ path }) => path === 'answers.json')!.validation!.errors).toMatchObject([
        { pointer: '/mood', keyword: 'enum' },
      ])
      expect(JSON.stringify(record)).not.toContain('SECRET')
    })

    test('of another archive does not matter', async () => {
      await unpack(makeArchive(archive({ mood: 'good' })), options)
      const other = { ...archive({ mood: 'good' }), 'types/mood.json': { enum: ['other'] } }
      expect((await unpack(makeArchive(other), options)).record.outcome).toBe('quarantined')
    })

    test.each(['', null, undefined, 7, 'gone.json'])('a reference that is %j is harmless', async (reference) => {
      const source = makeArchive({ 'metadata.json': { ...manifest('a.json', reference as string), more: 1 }, 'a.json': { a: 1 } })
      const { record } = await unpack(source, { ...options, validator: undefined })
      expect(outcomes(record)).toEqual({ 'a.json': 'a_v1 (inferred)', 'metadata.json': 'ArchiveMetadata_v1 (declared)' })
    })
  })

  test('contract 13: schemas/v0 and relative references validate offline', async () => {
    const weather = { identifier: 'w', type: 'weather', startDate: '2024-01-01T00:00:00Z' }
    const source = (content: object): Parameters<typeof makeArchive>[0] => ({
      'metadata.json': manifest('w.json', `${V0}/WeatherResult.json`),
      'w.json': content,
    })
    expect((await unpack(makeArchive(source(weather)), options)).record.outcome).toBe('taken')
    const bad = (await unpack(makeArchive(source({ ...weather, startDate: 7 })), options)).record
    expect(bad.entries.find(({ path }) => path === 'w.json')!.validation!.errors[0]).toMatchObject({
      pointer: '/startDate',
      keyword: 'type',
    })
  })

  describe('contract 14: allowances', () => {
    test('what Android writes is tolerated', async () => {
      const { record } = await unpack(hostileArchive('android'), options)
      expect(record.outcome).toBe('taken')
      expect(record.entries.map(({ path, validation }) => [path, validation!.errorCount, validation!.toleratedCount])).toEqual([
        ['metadata.json', 0, 2],
        ['motion.json', 0, 2],
      ])
    })

    test('the same on iOS fails', async () => {
      const { record } = await unpack(hostileArchive('ios'), options)
      expect(
        record.entries.map(({ path, validation }) => [path, validation!.errors.map(({ pointer, keyword }) => `${pointer} ${keyword}`)]),
      ).toEqual([
        ['metadata.json', [' required', ' required']],
        ['motion.json', ['/0/sensorType enum', '/0/eventAccuracy type']],
      ])
    })

    test('in another app too', async () => {
      const android = hostileArchive('android')
      const { bridgePreset } = await import('@bridge-downstream/core')
      const { createEntryValidator } = await import('@bridge-downstream/core/validation')
      const other = { ...options, preset: bridgePreset(), validator: createEntryValidator(options.schemas!, { app: 'other' }) }
      const record = (await unpack(makeSelfDeclared(android.metadata!), other)).record
      expect(record.outcome).toBe('quarantined')
    })

    function makeSelfDeclared(metadata: Readonly<Record<string, string>>): ReturnType<typeof makeArchive> {
      const motion = 'https://sage-bionetworks.github.io/mobile-client-json/schemas/v2/MotionRecord.json'
      return makeArchive({ 'metadata.json': manifest('motion.json', motion), 'motion.json': [{ sensorType: 'acceleration' }] }, metadata)
    }
  })

  describe('contract 15: an invalid record', () => {
    test('has at most 10 errors a file, each with its pointer, and writes nothing', async () => {
      const motion = Array.from({ length: 40 }, () => ({ sensorType: 'SECRET', timestamp: 'SECRET' }))
      const source = makeArchive({ 'metadata.json': manifest('motion.json', ''), 'motion.json': motion })
      const { record, objects } = await unpack(source, options)
      expect(objects.size).toBe(0)
      const { errors, errorCount } = record.entries.find(({ path }) => path === 'motion.json')!.validation!
      expect(errors).toHaveLength(10)
      expect(errorCount).toBe(80)
      const result = validationResult(record, APP)
      expect(Object.keys(result.errors)).toEqual(['motion.json'])
      expect(result.errors['motion.json']).toHaveLength(10)
      for (const message of result.errors['motion.json']!) expect(message).toMatch(/^\/[0-4]\/(sensorType|timestamp): must /)
      expect(result).toMatchObject({ assessmentId: 'spelling', assessmentRevision: 5, appId: APP, recordId: record.recordId })
      expect(JSON.stringify([record, result])).not.toContain('SECRET')
    })
  })
} else test('validation', () => sayLeftOut('validation of Bridge’s archives'))
