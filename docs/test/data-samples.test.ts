import { inferSchema, planTables, validationResult, type JsonValue, type PlaceOverride } from '@bridge-downstream/core'
import { writeSchemas, writeStudy } from '@bridge-downstream/example-sample-study'
import { DuckDBInstance } from '@duckdb/node-api'
import jsonata from 'jsonata'
import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../../packages/glue-shim/src/config/parse-config.js'
import { makeFolder, removeFolder, runIn } from '../../packages/glue-shim/test/run-in.js'
import { SAMPLES, type Sample } from './pages.ts'

function samplesOf(language: string, title?: string): Sample[] {
  return SAMPLES.filter((sample) => sample.language === language && (title === undefined || sample.title === title))
}

describe('JSON is what its reader takes', () => {
  const TITLES = ['bridge-downstream.json', 'overrides.json', 'package.json', 'validation_errors.json']

  test('each has a name, by which its reader is known', () => {
    const titles = samplesOf('json').map(({ title }) => title ?? '(none)')
    expect([...new Set(titles)].sort()).toEqual(TITLES)
  })

  test.each(samplesOf('json', 'bridge-downstream.json'))('$place: a configuration', ({ text }) => {
    expect(parseConfig(JSON.parse(text)).studies.length).toBeGreaterThan(0)
    expect(() => parseConfig({ ...(JSON.parse(text) as object), destinaton: '' })).toThrow('destinaton')
  })

  test.each(samplesOf('json', 'overrides.json'))('$place: overrides, of places that a document has', ({ text }) => {
    const scores = { raw: {}, email: 'a@b', stepHistory: [{}], startDate: '2024-01-02T03:04:05Z', taskRunUUID: 'u' }
    const document: JsonValue = { ...scores, userInteractions: [{ controlEvent: ['tap'] }] }
    const datasets = Object.entries(JSON.parse(text) as Record<string, Record<string, PlaceOverride>>)
    expect(datasets.length).toBeGreaterThan(0)
    for (const [dataset, overrides] of datasets) {
      const plain = planTables(inferSchema([document]), { dataset })
      expect(planTables(inferSchema([document]), { dataset, overrides })).not.toEqual(plain)
      expect(() => planTables(inferSchema([{}]), { dataset, overrides })).toThrow('override')
    }
  })

  test.each(samplesOf('json', 'validation_errors.json'))('$place: accounts of invalid records', ({ text }) => {
    const [account] = JSON.parse(text) as [object]
    const entries = [{ path: 'motion.json', outcome: 'quarantined', reason: 'bad' }] as const
    const made = validationResult({ archive: 'a.zip', recordId: 'r', metadata: {}, entries }, 'mobile-toolbox')
    expect(Object.keys(account).sort()).toEqual(Object.keys(made).sort())
  })

  test.each(samplesOf('json', 'package.json'))('$place: a manifest of ES modules', ({ text }) => {
    expect(JSON.parse(text)).toMatchObject({ type: 'module' })
  })
})

describe('queries answer, over tables and JSON datasets that the commands have made', () => {
  let folder: string
  let start: string
  beforeAll(async () => {
    folder = await makeFolder()
    start = process.cwd()
    process.chdir(folder)
    await writeStudy('study', { archives: 6, brokenArchives: 0 })
    const { mirror } = await writeSchemas('.')
    for (const args of [
      ['relationalize', 'study', '--out', 'tables'],
      ['run', 'study', '--out', 'ours', '--schema-mirror', mirror, '--offline'],
    ]) {
      expect(await runIn('.', args)).toMatchObject({ code: 0, err: '' })
    }
    await cp('ours', 'theirs', { recursive: true })
  })
  afterAll(async () => {
    process.chdir(start)
    await removeFolder(folder)
  })

  test('there are queries', () => expect(samplesOf('sql').length).toBeGreaterThan(2))

  test.each(samplesOf('sql'))('$place', async ({ text }) => {
    const db = await (await DuckDBInstance.create(':memory:')).connect()
    const answer = await db.runAndReadAll(text)
    expect(answer.currentRowCount).toBeGreaterThan(0)
    db.closeSync()
  })
})

describe('expressions of a state machine', () => {
  test.each(samplesOf('jsonata'))('$place', async ({ text }) => {
    const evaluate = (failed: unknown[]): Promise<unknown> => jsonata(text).evaluate({}, { states: { result: { Payload: { failed } } } })
    expect(await evaluate([])).toEqual({ failed: [] })
    await expect(evaluate([1])).rejects.toMatchObject({ message: 'items failed' })
  })
})
