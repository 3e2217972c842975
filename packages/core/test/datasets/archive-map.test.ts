import { OptionError, parseArchiveMap, type ArchiveMap } from '@bridge-downstream/core'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { claimSchema, type ClaimContext } from '../../src/datasets/claim-schema.js'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../support/fixtures.js'

function readMap(tag: string): ArchiveMap {
  return parseArchiveMap(JSON.parse(readFileSync(fixturePath('bridge', 'archive-maps', `${tag}.json`), 'utf8')))
}

if (fixturesAreThere) {
  describe('contract 12: every archive map from v4.2 to v4.7.2 loads', () => {
    const tags = readdirSync(fixturePath('bridge', 'archive-maps')).map((file) => file.replace(/\.json$/, ''))

    test('there are 14 of them', () => expect(tags).toHaveLength(14))

    test.each(tags)('%s: motion of any assessment of the app, walking, tapping, and the manifest have schemas', (tag) => {
      const context = { ...NOTHING, archiveMap: readMap(tag), app: 'mobile-toolbox' }
      const of = (name: string, assessment = 'spelling'): string | undefined =>
        claimSchema([name], { ...context, assessment, revision: 9 })?.url.replace(/^.*\/mobile-client-json\/schemas\//, '')
      const v1OrV2 = (name: string): RegExp => new RegExp(`^v[12]/${name}\\.json$`)
      expect(of('motion.json')).toMatch(v1OrV2('MotionRecord'))
      expect(of('walk_motion.json', 'walk-and-balance')).toMatch(v1OrV2('MotionRecord'))
      expect(of('left_tapping', 'finger-tapping')).toBe('v1/TappingResultObject.json')
      expect(of('metadata.json')).toMatch(/^v[12]\/(TaskMetadata|ArchiveMetadata)\.json$/)
      expect(of('info.json')).toBeUndefined()
      expect(of('taskData.json')).toMatch(/taskData_combinedSchema\.json$/)
    })
  })

  test('the defaults of an app may be one (v4.3.0) or a list (v4.7.2)', () => {
    for (const tag of ['v4.3.0', 'v4.7.2']) {
      const claim = claimSchema(['assessmentResult.json'], { ...NOTHING, archiveMap: readMap(tag), app: 'mobile-toolbox' })
      expect(claim).toEqual({
        url: 'https://sage-bionetworks.github.io/mobile-client-json/schemas/v2/AssessmentResultObject.json',
        from: 'app',
      })
    }
  })
} else test('archive maps', () => sayLeftOut('14 archive maps'))

const NOTHING: ClaimContext = {
  archiveMap: undefined,
  manifest: new Map(),
  paths: [],
  app: undefined,
  assessment: undefined,
  revision: undefined,
}

const file = (filename: string, jsonSchema?: string | null): object => ({ filename, jsonSchema })
const map = parseArchiveMap({
  anyOf: [file('a.json', 'https://x.test/any'), file('metadata.json', 'https://x.test/metadata'), file('plain.json')],
  assessments: [
    { assessmentIdentifier: 'walk', assessmentRevision: 2, files: [file('a.json', 'https://x.test/walk2')] },
    { assessmentIdentifier: 'walk', assessmentRevision: 5, files: [file('a.json', 'https://x.test/walk5'), file('b.json', null)] },
    { assessmentIdentifier: 'walk', assessmentRevision: 3, files: [file('a.json', 'https://x.test/walk3')] },
  ],
  apps: [
    {
      appId: 'app',
      default: [{ files: [file('b.json', 'https://x.test/default'), file('c.json', 'https://x.test/default')] }],
      anyOf: [file('c.json', 'https://x.test/app')],
    },
  ],
})

describe('contract 12: the order in which a schema is looked up, and the revision', () => {
  const context = { ...NOTHING, archiveMap: map, app: 'app', assessment: 'walk', revision: 4 }
  const of = (name: string, changes: Partial<ClaimContext> = {}): unknown => claimSchema([name], { ...context, ...changes })

  test.each<[string, string, Partial<ClaimContext>, unknown]>([
    [
      'the manifest wins',
      'a.json',
      { manifest: new Map([['a.json', 'https://x.test/self']]) },
      { url: 'https://x.test/self', from: 'manifest' },
    ],
    ['the highest revision that is not above the record’s', 'a.json', {}, { url: 'https://x.test/walk3', from: 'assessment' }],
    ['the very revision', 'a.json', { revision: 5 }, { url: 'https://x.test/walk5', from: 'assessment' }],
    ['no revision that low: on to the next place', 'a.json', { revision: 1 }, { url: 'https://x.test/any', from: 'any' }],
    ['a file without a schema: on to the next place', 'b.json', { revision: 5 }, { url: 'https://x.test/default', from: 'app' }],
    ['what an app says of any archive overrides its default', 'c.json', {}, { url: 'https://x.test/app', from: 'app' }],
    ['another app', 'c.json', { app: 'other' }, undefined],
    ['no app', 'metadata.json', { app: undefined }, { url: 'https://x.test/metadata', from: 'any' }],
    ['no schema anywhere', 'plain.json', {}, undefined],
    ['a name that every object has', 'constructor', {}, undefined],
  ])('%s', (_, name, changes, expected) => expect(of(name, changes)).toEqual(expected))
})

describe('contract 11: what a manifest refers to', () => {
  const of = (reference: string, paths: readonly string[] = []): unknown =>
    claimSchema(['answers.json'], { ...NOTHING, manifest: new Map([['answers.json', reference]]), paths })

  test('a file of the archive', () => {
    expect(of('answers_schema.json', ['answers.json', 'answers_schema.json'])).toEqual({
      url: 'archive:///answers_schema.json',
      from: 'manifest',
    })
    expect(of('answers_schema.json', ['deep/er/answers_schema.json'])).toEqual({
      url: 'archive:///deep/er/answers_schema.json',
      from: 'manifest',
    })
    expect(of('odd name#?.json', ['odd name#?.json'])).toEqual({ url: 'archive:///odd%20name%23%3F.json', from: 'manifest' })
  })

  test('a file that is not there is harmless: the next place is asked', () => {
    expect(of('answers_schema.json')).toBeUndefined()
    const context = { ...NOTHING, archiveMap: map, manifest: new Map([['a.json', 'gone.json']]) }
    expect(claimSchema(['a.json'], context)).toEqual({ url: 'https://x.test/any', from: 'any' })
  })

  test('a schema for the entry’s own name wins over one for the name it was renamed to', () => {
    const names = ['microphone.json', 'microphone_levels.json']
    const levels = { manifest: new Map([['microphone_levels.json', 'https://x.test/levels']]) }
    expect(claimSchema(names, { ...NOTHING, ...levels })).toEqual({ url: 'https://x.test/levels', from: 'manifest' })
    const both = { manifest: new Map([...levels.manifest, ['microphone.json', 'https://x.test/own']]) }
    expect(claimSchema(names, { ...NOTHING, ...both })).toEqual({ url: 'https://x.test/own', from: 'manifest' })
  })
})

test.each<[string, unknown, string]>([
  ['a list', [], ''],
  ['another object', { name: 'a package', version: '1.0.0' }, ''],
  ['assessments that are no list', { assessments: {} }, '/assessments'],
  [
    'a revision that is no number',
    { assessments: [{ assessmentIdentifier: 'a', assessmentRevision: '5' }] },
    '/assessments/0/assessmentRevision',
  ],
  ['a file without a name', { anyOf: [{ jsonSchema: 'https://x.test' }] }, '/anyOf/0/filename'],
  ['an app without an id', { apps: [{}] }, '/apps/0/appId'],
  [
    'a schema that is no text',
    { apps: [{ appId: 'a', default: { files: [file('a')], more: 1 } }], anyOf: [{ filename: 'a', jsonSchema: 1 }] },
    '/anyOf/0/jsonSchema',
  ],
])('an archive map that is %s is refused, with the place', (_, json, pointer) => {
  expect(() => parseArchiveMap(json)).toThrow(OptionError)
  try {
    parseArchiveMap(json)
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-archive-map', place: { pointer } })
  }
})
