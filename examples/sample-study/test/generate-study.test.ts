import { readFileSync } from 'node:fs'

import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'

import { ASSESSMENT_IDS, BROKEN_KINDS, generateStudy } from '../src/index.ts'
import type { StudyArchive, StudyOptions } from '../src/index.ts'
import { digestArchive } from './digest.ts'

const study = [...generateStudy()]
const good = study.filter((archive) => archive.broken === undefined)
const digests = (options: StudyOptions): string[] => Array.from(generateStudy(options), digestArchive)

const statement = ({ metadata }: StudyArchive, name: string): string => metadata[name] ?? ''
const assessmentOf = (archive: StudyArchive): string => statement(archive, 'assessmentid')
const isAndroid = (archive: StudyArchive): boolean => statement(archive, 'clientinfo').includes('Android')
const isNewer = (archive: StudyArchive): boolean => /appVersion"?[=:]142/.test(statement(archive, 'clientinfo'))
const isJson = (path: string): boolean => path.endsWith('.json') || path.endsWith('_tapping')
const saysNull = (archive: StudyArchive): boolean => JSON.stringify([...parseEntries(archive)]).includes(':null')

function countBy(archives: readonly StudyArchive[], label: (archive: StudyArchive) => string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const archive of archives) counts.set(label(archive), (counts.get(label(archive)) ?? 0) + 1)
  return Object.fromEntries(counts)
}

/** Each entry that is JSON, parsed, by its path. */
function parseEntries({ bytes }: StudyArchive): Map<string, unknown> {
  return new Map(
    Object.entries(unzipSync(bytes))
      .filter(([path]) => isJson(path))
      .map(([path, content]) => [path, JSON.parse(strFromU8(content))]),
  )
}

describe('determinism', () => {
  test('the same options give the same bytes', () => {
    expect(digests({ seed: 4, archives: 40 })).toEqual(digests({ seed: 4, archives: 40 }))
  })

  test('another seed gives other archives throughout', () => {
    const archives = [...digests({ seed: 4, archives: 20 }), ...digests({ seed: 5, archives: 20 })]
    expect(new Set(archives).size).toBe(40)
  })

  test('archive i does not depend on how many there are, broken or not', () => {
    expect(digests({ archives: 80 })).toEqual(study.slice(0, 80).map(digestArchive))
  })

  test('a broken neighbour changes no good archive', () => {
    const crowded = [...generateStudy({ archives: 20, brokenArchives: 5 })]
    const digestGood = (archives: readonly StudyArchive[]): string[] =>
      archives.filter((_, index) => crowded[index]?.broken === undefined).map(digestArchive)
    expect(digestGood(crowded)).toEqual(digestGood(study.slice(0, 20)))
  })
})

describe('the default study', () => {
  test('has the stated counts', () => {
    expect(countBy(study, assessmentOf)).toEqual({ spelling: 115, flanker: 95, 'walk-and-balance': 90 })
    expect(countBy(study, (archive) => (isAndroid(archive) ? 'android' : 'ios'))).toEqual({ ios: 165, android: 135 })
    expect(countBy(study, (archive) => (isNewer(archive) ? 'newer' : 'older'))).toEqual({ older: 141, newer: 159 })
    expect(study.flatMap(({ broken }) => broken ?? [])).toEqual(BROKEN_KINDS)
    expect(new Set(study.map(({ metadata }) => metadata['healthcode'])).size).toBe(60)
  })

  test('is as large as the README says', () => {
    const bytes = study.reduce((sum, archive) => sum + archive.bytes.length, 0)
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(`{"archives":300,"broken":8,"bytes":${bytes},`)
  })

  test('mixes each assessment with each platform and release', () => {
    const combinations = countBy(good, (archive) => `${assessmentOf(archive)} ${isAndroid(archive)} ${isNewer(archive)}`)
    expect(Object.keys(combinations)).toHaveLength(ASSESSMENT_IDS.length * 4)
  })

  test('names each upload by its own date and record', () => {
    for (const { key, metadata } of study) {
      const { recordid, assessmentid, uploadedon } = metadata
      expect(key).toBe(`sample-app/sample-study/${uploadedon?.slice(0, 10)}/${recordid}-${assessmentid}.zip`)
      expect(recordid).toMatch(/^[\w-]{24}$/)
    }
    expect(new Set(study.map(({ key }) => key)).size).toBe(300)
  })

  test('lasts three weeks, and a little longer for late uploads', () => {
    const dates = new Set(study.map((archive) => statement(archive, 'uploadedon').slice(0, 10)))
    expect([...dates].filter((date) => date < '2024-01-01' || date > '2024-01-25')).toEqual([])
    expect(dates.size).toBeGreaterThanOrEqual(21)
  })

  test('describes the client in the form of its platform', () => {
    for (const archive of study) {
      const text = statement(archive, 'clientinfo')
      if (isAndroid(archive)) expect(JSON.parse(text)).toMatchObject({ osName: 'Android' })
      else expect(text).toMatch(/^ClientInfo \[appName=.*osName=iPhone OS.*\]$/)
    }
  })
})

describe('a good archive', () => {
  test('opens, and all its JSON parses', () => {
    for (const archive of good) expect(parseEntries(archive).size).toBeGreaterThanOrEqual(5)
  })

  test('lists in its manifest exactly the files it holds', () => {
    for (const archive of good) {
      const manifest = parseEntries(archive).get('metadata.json') as { files: { filename: string }[] }
      const held = Object.keys(unzipSync(archive.bytes)).filter((path) => !/^(metadata\.json|info\.json)$|\/$/.test(path))
      expect(manifest.files.map(({ filename }) => filename)).toEqual(held)
    }
  })

  test('holds info.json only from the older app, and settings only from the newer', () => {
    for (const archive of good) {
      const entries = parseEntries(archive)
      expect(entries.has('info.json')).toBe(!isNewer(archive))
      if (entries.has('taskData.json')) {
        const { settings } = entries.get('taskData.json') as { settings?: object }
        expect(settings !== undefined).toBe(isNewer(archive))
      }
    }
  })

  test('states what has no value as null on Android, and not at all on iOS', () => {
    expect(good.filter((archive) => isAndroid(archive) !== saysNull(archive))).toEqual([])
  })

  test('writes time in UTC on Android, and with an offset on iOS', () => {
    for (const archive of good) {
      const { startDate } = parseEntries(archive).get('metadata.json') as { startDate: string }
      expect(startDate).toMatch(isAndroid(archive) ? /T[\d:.]+Z$/ : /T[\d:.]+[+-]\d\d:\d\d$/)
      const started = Date.parse(startDate)
      expect(started).toBeLessThan(Date.parse(statement(archive, 'uploadedon')))
      expect(started - Date.parse(statement(archive, 'eventtimestamp'))).toBe(60_000)
    }
  })

  test('of walk-and-balance holds two recordings of five sensors, and a directory', () => {
    for (const archive of good.filter((archive) => assessmentOf(archive) === 'walk-and-balance')) {
      const entries = parseEntries(archive)
      for (const path of ['walk_motion.json', 'balance_motion.json']) {
        const records = entries.get(path) as { sensorType?: string; w?: number }[]
        expect(records.length).toBeGreaterThanOrEqual(60)
        expect(records.length).toBeLessThanOrEqual(150)
        expect(new Set(records.slice(1).map(({ sensorType }) => sensorType)).size).toBe(5)
        expect(records.every(({ sensorType, w }) => (sensorType === 'attitude') === (w !== undefined))).toBe(true)
      }
      expect(unzipSync(archive.bytes)['media/']).toEqual(new Uint8Array(0))
    }
  })

  test('has some numbers whole in one record and fractional in another', () => {
    const headings = new Set(
      good
        .flatMap((archive) => (parseEntries(archive).get('walk_motion.json') ?? []) as { heading?: number }[])
        .map(({ heading }) => heading),
    )
    expect(headings.has(0) && headings.has(0.5)).toBe(true)
  })

  test('turns responseTime from whole to fractional with the newer app', () => {
    for (const archive of good.filter((archive) => assessmentOf(archive) === 'flanker')) {
      const { stepHistory } = parseEntries(archive).get('taskData.json') as { stepHistory: { responseTime?: number | null }[] }
      const times = stepHistory.flatMap(({ responseTime }) => responseTime ?? [])
      expect(times.every(Number.isInteger)).toBe(!isNewer(archive))
    }
  })
})

test.each([{ archives: -1 }, { archives: 1.5 }, { seed: Number.NaN }, { archives: 3, brokenArchives: 4 }, { brokenArchives: -1 }])(
  'options out of range are refused at once: %o',
  (options) => {
    expect(() => generateStudy(options)).toThrow(RangeError)
  },
)

test('a study can be empty, or broken throughout', () => {
  expect([...generateStudy({ archives: 0 })]).toEqual([])
  const broken = Array.from(generateStudy({ archives: 5, brokenArchives: 5 }), (archive) => archive.broken)
  expect(broken).toEqual(BROKEN_KINDS.slice(0, 5))
})
