import { zipSync } from 'fflate'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

const SCHEMA_URL = 'https://schemas.example/mood.json'
const MOOD = { $id: SCHEMA_URL, type: 'object', properties: { mood: { enum: ['good', 'bad'] } }, required: ['mood'] }
const MAP = {
  anyOf: [{ filename: 'mood.json', jsonSchema: SCHEMA_URL }],
  apps: [{ appId: 'app', anyOf: [] }],
  assessments: [],
}
const METADATA = { assessmentid: 'a', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'mirror', 'schemas.example'), { recursive: true })
  await write('mirror/schemas.example/mood.json', JSON.stringify(MOOD))
  await write('map.json', JSON.stringify(MAP))
  await write('mapping.json', JSON.stringify({ [SCHEMA_URL]: 'Mood_v1' }))
  await archive('good', { 'mood.json': { mood: 'good' }, 'steps.json': [{ n: 1 }, { n: 2 }], 'picture.png': 'no JSON' })
  await archive('bad', { 'mood.json': { mood: 'SECRET' }, 'steps.json': [{ n: 1 }] })
})
afterEach(() => removeFolder(cwd))

const write = (name: string, text: string): Promise<void> => writeFile(path.join(cwd, name), text)
const run = (...args: string[]): Promise<Outcome> => runIn(cwd, ['validate', ...args])
const FROM_MIRROR = ['--archive-map', 'map.json', '--schema-mapping', 'mapping.json', '--schema-mirror', 'mirror', '--offline']

async function archive(name: string, entries: Readonly<Record<string, unknown>>): Promise<void> {
  const files = Object.entries(entries).map(([file, content]) => [
    file,
    new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
  ])
  await writeFile(path.join(cwd, `${name}.zip`), zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' }))
  await write(`${name}.metadata.json`, JSON.stringify({ ...METADATA, recordid: name }))
}

test('a summary says which dataset takes what, what is bad and where, and what is skipped', async () => {
  const { code, out, err } = await run('good.zip', 'bad.zip', ...FROM_MIRROR)
  expect({ code, err }).toEqual({ code: 2, err: '' })
  expect(out).toBe(`dataset   by        entries  documents  validated  tolerated
Mood_v1   declared        1          1          1          0
steps_v1  inferred        1          2          0          0

quarantined  bad.zip
           › mood.json: 1 error by ${SCHEMA_URL}
             /mood  must be one of the allowed values

skipped      1 entry (not JSON, by its name and its first character), such as picture.png

2 archives: 1 good, 1 to be quarantined
`)
})

test('good archives alone end with 0', async () => expect((await run('good.zip', ...FROM_MIRROR)).code).toBe(0))

test('--json and --report give the whole report, by archive and entry, without any value', async () => {
  const { out } = await run('good.zip', 'bad.zip', ...FROM_MIRROR, '--json', '--report', 'report.json')
  expect(await readFile(path.join(cwd, 'report.json'), 'utf8')).toBe(out)
  expect(out).not.toContain('SECRET')
  const { records } = JSON.parse(out) as { records: Record<string, unknown>[] }
  expect(records.map(({ archive: name, recordId, outcome }) => [name, recordId, outcome])).toEqual([
    ['bad.zip', 'bad', 'quarantined'],
    ['good.zip', 'good', 'taken'],
  ])
  expect(records[0]!['entries']).toEqual([
    {
      path: 'mood.json',
      outcome: 'quarantined',
      code: 'invalid',
      reason: 'It does not satisfy its JSON Schema: at "/mood" it must be one of the allowed values.',
      dataset: 'Mood_v1',
      decision: { by: 'declared', because: `its JSON Schema is ${SCHEMA_URL}` },
      claim: { url: SCHEMA_URL, from: 'any' },
      validation: {
        isValid: false,
        schemaUrl: SCHEMA_URL,
        errors: [
          {
            pointer: '/mood',
            keyword: 'enum',
            params: { allowedValues: ['good', 'bad'] },
            message: 'must be one of the allowed values',
          },
        ],
        errorCount: 1,
        toleratedCount: 0,
        isComplete: true,
      },
      documents: 0,
    },
    { path: 'steps.json', outcome: 'taken', documents: 1 },
  ])
})

test('a schema that cannot be had quarantines the record that needs it, and the rest goes on', async () => {
  await archive('other', { 'steps.json': [{ n: 1 }] })
  const { code, out } = await run('good.zip', 'other.zip', '--archive-map', 'map.json', '--offline')
  expect(code).toBe(2)
  expect(out).toContain(`quarantined  good.zip\n           › mood.json\n             The schema is not in the mirror`)
  expect(out).toContain('2 archives: 1 good, 1 to be quarantined')
})

describe('pins', () => {
  test('a schema that has changed since it was pinned is refused', async () => {
    expect((await run('good.zip', ...FROM_MIRROR, '--schema-lock', 'lock.json')).code).toBe(0)
    const lock = await readFile(path.join(cwd, 'lock.json'), 'utf8')
    expect(lock).toMatch(/^\{\n {2}"version": 1,\n {2}"schemas": \{\n {4}"https:\/\/schemas\.example\/mood\.json": "[0-9a-f]{64}"\n/)
    await write('mirror/schemas.example/mood.json', JSON.stringify({ ...MOOD, required: [] }))
    const { code, out } = await run('good.zip', ...FROM_MIRROR, '--schema-lock', 'lock.json')
    expect(code).toBe(2)
    expect(out).toContain('The schema has changed')
    expect(await readFile(path.join(cwd, 'lock.json'), 'utf8')).toBe(lock)
  })

  test('--frozen-lock refuses what is not pinned, and needs a lock', async () => {
    expect((await run('good.zip', ...FROM_MIRROR, '--schema-lock', 'lock.json', '--frozen-lock')).out).toContain(
      'The schema is not in the lock',
    )
    expect(await run('good.zip', '--frozen-lock')).toMatchObject({ code: 1, err: expect.stringContaining('needs --schema-lock') as string })
  })
})

test.each<[string, string[], RegExp]>([
  ['an archive map that is not there', ['--archive-map', 'none.json'], /archive map "none\.json" cannot be read/],
  [
    'an archive map that is none',
    ['--archive-map', 'mapping.json', '--app', 'app'],
    /archive map "mapping\.json".*should have one of anyOf/,
  ],
  ['a mirror that is not there', ['--schema-mirror', 'nodir', '--offline'], /no folder "nodir".*--schema-mirror/],
  ['a mirror that is a file', ['--schema-mirror', 'map.json', '--offline'], /no folder "map\.json"/],
  [
    'a lock that cannot be read',
    ['--schema-lock', 'map.json/lock.json', '--offline'],
    /schema lock ".*lock\.json" cannot be read \(ENOTDIR\)/,
  ],
  ['an app that the map does not know', ['--archive-map', 'map.json', '--app', 'ap'], /does not know the app "ap"\. It knows: app\./],
  ['a preset that is none', ['--preset', 'x'], /Allowed choices are bridge, recover/],
])('%s is said at the start', async (_, args, message) => {
  const { code, err } = await run('good.zip', ...args)
  expect(code).toBe(1)
  expect(err).toMatch(message)
})

test.each(['--report', '--errors'])('a file that cannot be written is named (%s)', async (option) => {
  const { code, err } = await run('good.zip', ...FROM_MIRROR, option, 'nodir/x.json')
  expect(code).toBe(1)
  expect(err).toMatch(/"nodir\/x\.json" cannot be written \(ENOENT\)\. Give a file in a folder that is there/)
})

test('--help ends with examples', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  expect(out).toMatch(/Examples:\n {2}bridge-downstream validate uploads\//)
})
