import type { ArchiveSource, ExamineOptions } from '@bridge-downstream/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { bridgeOptions, hostileArchive, makeArchive, outcomes, sampleArchive, unpack } from '../support/bridge.js'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'

// No value of a document may stand in a reason; this one stands for someone's health.
const SECRET = 'SECRET-DIAGNOSIS'

if (fixturesAreThere) {
  let options: ExamineOptions
  beforeAll(async () => {
    options = await bridgeOptions()
  })

  const MANIFEST = { appName: 'a', appVersion: '1', deviceInfo: 'd', deviceTypeIdentifier: 't', files: [] }
  const without = (key: string): ArchiveSource => {
    const { [key]: _left, ...metadata } = sampleArchive().metadata!
    return { ...makeArchive({ 'metadata.json': MANIFEST, 'note.json': { note: SECRET } }), metadata }
  }
  const made = (entries: Readonly<Record<string, unknown>>, metadata: Readonly<Record<string, string>> = {}): ArchiveSource =>
    makeArchive({ 'metadata.json': MANIFEST, 'note.json': { note: SECRET }, ...entries }, metadata)
  const bytes = (source: ArchiveSource, content: Uint8Array): ArchiveSource => ({ ...source, bytes: async () => content })

  describe('contract 16: a bad record is quarantined with its reason, and its neighbours succeed', () => {
    test.each<[string, () => ArchiveSource, string, RegExp]>([
      [
        'a bad ZIP',
        () => bytes(sampleArchive(), readFixture('bridge', 'sample-spelling-5.zip').slice(0, -40)),
        'truncated-archive',
        /cut off/,
      ],
      ['an empty file', () => bytes(sampleArchive(), new Uint8Array()), 'empty-archive', /empty/],
      ['bad JSON', () => hostileArchive('badjson'), 'bad-json', /key in double quotes \(line 1, byte 1\)/],
      ['a manifest that is bad JSON', () => made({ 'metadata.json': `{"appName":"${SECRET}"` }), 'bad-json', /ends inside/],
      ['no assessment', () => without('assessmentid'), 'missing-metadata', /lacks "assessmentid"/],
      ['no time of upload', () => without('uploadedon'), 'missing-metadata', /lacks "uploadedon"/],
      ['a revision that is no number', () => hostileArchive('noassess'), 'bad-metadata', /"assessmentrevision" .*not a whole number/],
      [
        'a time of upload without a zone',
        () => made({}, { uploadedon: '2022-02-15T18:48:15' }),
        'bad-metadata',
        /"uploadedon" .*not a date-time/,
      ],
      ['a day that is none', () => made({}, { uploadedon: '2022-02-30T18:48:15Z' }), 'bad-metadata', /"uploadedon"/],
      ['an array of scalars', () => hostileArchive('scalarlist'), 'invalid', /at "\/0" it must be object, and 1 more/],
      ['an array of scalars without a schema', () => made({ 'steps.json': [1, 2] }), 'not-an-object', /must be an object.*document 0/],
      [
        'a manifest entry without a file name',
        () => hostileArchive('fileslist'),
        'invalid',
        /at "\/files\/0" it must have the property "filename", and 1 more/,
      ],
    ])('%s', async (_, source, code, reason) => {
      const { record, objects } = await unpack(source(), options)
      expect(record.outcome).toBe('quarantined')
      expect(objects).toEqual(new Map())
      const why = record.code === undefined ? record.entries.find(({ outcome }) => outcome === 'quarantined')! : record
      expect(why.code).toBe(code)
      expect(why.reason).toMatch(reason)
      expect(JSON.stringify(record)).not.toContain(SECRET)
      expect((await unpack(sampleArchive(), options)).record.outcome).toBe('taken')
    })

    test.each(['offset', 'noms'])('a time of upload with an offset, or without fractions of a second, is a good one: %s', async (name) => {
      const { record, objects } = await unpack(hostileArchive(name), options)
      expect(record.outcome).toBe('taken')
      for (const key of objects.keys()) expect(key).toContain('/year=2022/month=2/day=15/')
    })

    test('an assessment from before schemas were published is taken unvalidated', async () => {
      const { record } = await unpack(hostileArchive('legacy'), options)
      expect(record.outcome).toBe('taken')
      expect(outcomes(record)).toEqual({
        'metadata.json': 'ArchiveMetadata_v1 (declared)',
        'motion.json': 'MotionRecord_v1 (declared)',
        'taskData.json': 'sharedSchema_v1 (declared)',
      })
    })
  })

  test('a schema that cannot be had quarantines the record that needs it, and no other', async () => {
    const gone = { filename: 'note.json', timestamp: '2024-01-01T00:00:00Z', jsonSchema: 'https://sage-bionetworks.github.io/none.json' }
    const { record, objects } = await unpack(made({ 'metadata.json': { ...MANIFEST, files: [gone] } }), options)
    expect(outcomes(record)).toEqual({
      'metadata.json': 'ArchiveMetadata_v1 (declared)',
      'note.json': 'quarantined: schema-not-found',
    })
    expect(record.entries[1]!.reason).toContain('https://sage-bionetworks.github.io/none.json')
    expect(objects.size).toBe(0)
    expect((await unpack(made({}), options)).record.outcome).toBe('taken')
  })
} else test('bad records', () => sayLeftOut('bad records'))
