import { runCommandLine } from '@bridge-downstream/glue-shim'
import { openStore } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'

const SCHEMA_URL = 'https://schemas.example/motion.json'

let cwd: string
beforeEach(async () => {
  cwd = await makeFolder()
  // The configuration lies apart from where commands are run, and names files beside itself.
  await mkdir(path.join(cwd, 'deploy/mirror/schemas.example'), { recursive: true })
  await write('deploy/mirror/schemas.example/motion.json', { $id: SCHEMA_URL, type: 'object', properties: { x: { type: 'number' } } })
  await write('deploy/map.json', {
    anyOf: [{ filename: 'motion.json', jsonSchema: SCHEMA_URL }],
    apps: [{ appId: 'app', anyOf: [] }],
    assessments: [],
  })
  await write('deploy/mapping.json', { [SCHEMA_URL]: 'Motion_v1' })
  await write('deploy/studies.json', {
    version: 1,
    namespace: 'branch',
    destination: urlOf('results'),
    defaults: { schemaMirror: 'mirror', offline: true },
    studies: [
      {
        app: 'app',
        study: 'one',
        uploads: [urlOf('uploads')],
        archiveMap: 'map.json',
        schemaMapping: 'mapping.json',
        convention: 'snake_case',
      },
      { app: 'app', study: 'two', uploads: [urlOf('elsewhere')] },
    ],
  })
  await upload('a', { 'motion.json': { x: 1, subPart: [1] } })
  await upload('b', { 'motion.json': { x: 'SECRET' } })
})
afterEach(() => removeFolder(cwd))

const OUT = 'results/branch/app/one'
const ONE = ['--config', 'deploy/studies.json', '--study', 'app/one']
const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args)
const urlOf = (folder: string): string => pathToFileURL(path.join(cwd, folder)).href

async function write(file: string, json: unknown): Promise<void> {
  await writeFile(path.join(cwd, file), JSON.stringify(json))
}

/** A store in a folder keeps user metadata apart, so these uploads are made through it. */
async function upload(name: string, entries: Readonly<Record<string, unknown>>): Promise<void> {
  const files = Object.entries(entries).map(([file, content]) => [file, new TextEncoder().encode(JSON.stringify(content))])
  const bytes = zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' })
  const metadata = { recordid: `r-${name}`, assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  await openStore(path.join(cwd, 'uploads')).put(`${name}.zip`, bytes, { metadata })
}

async function folders(root: string): Promise<string[]> {
  return (await readdir(path.join(cwd, root))).filter((name) => !name.startsWith('.')).sort()
}

describe('a study of a configuration stands for flags and arguments', () => {
  test('of run: its uploads, settings and destination', async () => {
    const { code, out, err } = await run('run', ...ONE)
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(out).toContain('Motion_v1        1          1')
    expect(out).toContain('2 archives: 1 taken, 1 quarantined')
    expect(out).toContain(`Output: ${urlOf(OUT)}`)
    expect(await folders(`${OUT}/parquet`)).toEqual(['motion_v1', 'motion_v1_sub_part'])
    expect(await folders('.')).toEqual(['deploy', 'results', 'uploads'])
  })

  test('of the steps, status, replay, forget and validate', async () => {
    expect((await run('validate', ...ONE)).out).toContain('2 archives: 1 good, 1 to be quarantined')
    expect((await run('unpack', ...ONE, '--dry-run')).out).toContain('2 archives given: 2 new, 0 changed, 0 done')
    expect((await run('unpack', ...ONE)).out).toContain('2 archives: 1 taken, 1 quarantined')
    expect((await run('status', ...ONE)).out).toContain('2 archives given: 0 new, 0 changed, 2 done')
    expect((await run('rebuild', ...ONE)).out).toContain('1 partition: 1 rebuilt')
    expect((await run('replay', ...ONE)).out).toContain('1 archive: 1 quarantined')
    const mended = { $id: SCHEMA_URL, type: 'object' }
    await write('deploy/mirror/schemas.example/motion.json', mended)
    expect(await run('replay', ...ONE)).toMatchObject({ code: 0, out: expect.stringContaining('1 archive: 1 taken') as string })
    expect((await run('forget', ...ONE, '--record', 'r-a')).out).toContain('Archives forgotten: 1.')
    expect((await run('status', ...ONE)).out).toContain('1 forgotten')
  })

  test('the file may be found by the environment, and the namespace set there', async () => {
    const written = { out: '', err: '' }
    const code = await runCommandLine(['status', '--study', 'app/one'], {
      stdout: { write: (text: string) => (written.out += text) },
      stderr: { write: (text: string) => (written.err += text) },
      cwd,
      env: { BRIDGE_DOWNSTREAM_CONFIG: 'deploy/studies.json', BRIDGE_DOWNSTREAM_NAMESPACE: 'other' },
    })
    expect({ code, ...written }).toEqual({ code: 0, out: expect.stringContaining('2 archives given: 2 new') as string, err: '' })
  })
})

describe('what is given beside it wins', () => {
  test('archives and --out', async () => {
    const { out } = await run('run', 'uploads/a.zip', '--out', 'mine', ...ONE, '--dry-run')
    expect(out).toContain('1 archive')
    expect((await run('unpack', ...ONE, '--out', 'mine')).out).toContain('Output: mine')
    expect(await folders('.')).toEqual(['deploy', 'mine', 'uploads'])
    expect((await run('status', 'mine', ...ONE)).out).toContain('0 new, 0 changed, 2 done')
  })

  test('settings, also where they say what the default is', async () => {
    await run('unpack', ...ONE)
    await run('rebuild', ...ONE, '--convention', 'glue')
    expect(await folders(`${OUT}/parquet`)).toEqual(['dataset_motion_v1', 'dataset_motion_v1_subPart'])
  })

  test('files, which are relative to where the command is run', async () => {
    await mkdir(path.join(cwd, 'mine'))
    await write('mine/mapping.json', { [SCHEMA_URL]: 'Walking_v1' })
    expect((await run('validate', ...ONE, '--schema-mapping', 'mine/mapping.json')).out).toContain('Walking_v1')
  })
})

describe('what cannot be is said, and nothing is written', () => {
  test.each<[string, string[], RegExp]>([
    ['a study that is none', ['--study', 'app/three'], /no such study\. Give --study APP\/STUDY\. Known: app\/one, app\/two\./],
    ['a study without its app', ['--study', 'one'], /no such study.*Known: app\/one, app\/two/],
    ['a study with too many parts', ['--study', 'app/one/more'], /no such study.*Known/],
    ['no study', [], /not said which study.*Known: app\/one, app\/two/],
  ])('%s', async (_, args, message) => {
    const { code, err } = await run('run', '--config', 'deploy/studies.json', ...args)
    expect(code).toBe(1)
    expect(err).toMatch(message)
    expect(await folders('.')).toEqual(['deploy', 'uploads'])
  })

  test('a configuration that is not there, or is wrong', async () => {
    expect(await run('run', '--study', 'app/one')).toMatchObject({
      code: 1,
      err: expect.stringContaining('"bridge-downstream.json" cannot be read') as string,
    })
    await write('deploy/studies.json', { version: 2 })
    expect(await run('rebuild', ...ONE)).toMatchObject({ code: 1, err: expect.stringContaining('/version') as string })
  })

  test.each<[string, string[], string]>([
    ['run without archives', ['run', '--out', 'mine'], "required argument 'archives'"],
    ['run without --out', ['run', 'uploads'], "required option '--out <dir>'"],
    ['unpack without anything', ['unpack'], "required argument 'archives'"],
    ['rebuild without a folder', ['rebuild'], "required argument 'dir'"],
    ['status without a folder', ['status'], "required argument 'dir'"],
    ['replay without a folder', ['replay'], "required argument 'dir'"],
    ['forget without a folder', ['forget', '--record', 'r'], "required argument 'dir'"],
    ['validate without archives', ['validate'], "required argument 'archives'"],
  ])('%s', async (_, args, message) => {
    const { code, err } = await run(...args)
    expect(code).toBe(1)
    expect(err).toBe(`error: ${message} not specified, and no --study that says it\n(--help says how it is used)\n`)
  })
})

test('--errors of validate has one account for each record that is not good', async () => {
  expect((await run('validate', ...ONE, '--errors', 'validation_errors.json')).code).toBe(2)
  const text = await readFile(path.join(cwd, 'validation_errors.json'), 'utf8')
  expect(text).not.toContain('SECRET')
  expect(JSON.parse(text)).toEqual([
    {
      assessmentId: 'walk',
      assessmentRevision: 1,
      appId: 'app',
      recordId: 'r-b',
      schema_url: SCHEMA_URL,
      errors: { 'motion.json': ['/x: must be number'] },
    },
  ])
  await run('validate', 'uploads/a.zip', ...ONE, '--errors', 'none.json')
  expect(JSON.parse(await readFile(path.join(cwd, 'none.json'), 'utf8'))).toEqual([expect.objectContaining({ recordId: 'uploads/a.zip' })])
})
