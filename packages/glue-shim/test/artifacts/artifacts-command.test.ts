import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startFront, type Front } from '../../../s3-adapter/test/front/start-front.js'
import type { StoredArtifact, UploadedArtifact } from '../../src/artifacts/artifacts.js'
import { FUNCTION_PARTS } from '../../src/artifacts/pack-artifacts.js'
import { makeFolder, removeFolder, runIn, type Outcome } from '../run-in.js'
import { bundleCommand } from '../bundle-command.js'
import { runProcess } from '../run-process.js'

let programFolder: string
let program: string
beforeAll(async () => {
  programFolder = await makeFolder()
  program = (await bundleCommand(programFolder)).main
})
afterAll(() => removeFolder(programFolder))

let cwd: string
let front: Front
beforeEach(async () => {
  cwd = await makeFolder()
  front = await startFront()
  front.createBucket('code')
  await mkdir(path.join(cwd, 'lambda'))
  for (const part of FUNCTION_PARTS) await writeFile(path.join(cwd, 'lambda', `${part}.mjs`), `export const handler = () => '${part}'`)
  const studies = [{ app: 'a', study: 'b', uploads: ['s3://uploads'] }]
  await writeFile(path.join(cwd, 'bridge-downstream.json'), JSON.stringify({ version: 1, destination: 's3://results', studies }))
})
afterEach(async () => {
  await front.close()
  await removeFolder(cwd)
})

const environment = (): Record<string, string> => ({ AWS_ENDPOINT_URL_S3: front.endpoint, BRIDGE_DOWNSTREAM_ARTIFACTS: 's3://code' })
const artifacts = (...args: string[]): Promise<Outcome> => runProcess(program, { cwd, args: ['artifacts', ...args], env: environment() })
const upload = (ref: string, ...more: string[]): Promise<Outcome> =>
  artifacts('upload', '--repo', 'owner/name', '--ref', ref, '--bundles', 'lambda', ...more)
const keys = (): readonly string[] => front.objectsOf('code').page('', undefined, 100).keys

test('uploads once what is the same, and says so', async () => {
  const trial = await upload('feature/x', '--dry-run')
  expect(trial).toMatchObject({ code: 0, err: '' })
  expect(trial.out.match(/would be uploaded/g)).toHaveLength(4)
  expect(keys()).toEqual([])

  const first = JSON.parse((await upload('feature/x', '--json')).out) as UploadedArtifact[]
  expect(first.map(({ isNew }) => isNew)).toEqual([true, true, true, true])
  expect(keys()).toEqual(first.map(({ key }) => key).sort())
  expect(keys().every((key) => /^owner~name\/feature~x\/[a-z-]+-[0-9a-f]{16}\.zip$/.test(key))).toBe(true)

  const again = JSON.parse((await upload('feature/x', '--json')).out) as UploadedArtifact[]
  expect(again).toEqual(first.map((artifact) => ({ ...artifact, isNew: false })))
})

test('makes the same bytes in every time zone', async () => {
  const args = ['artifacts', 'upload', '--ref', 'main', '--bundles', 'lambda', '--dry-run', '--json']
  const outcomes = await Promise.all(
    ['UTC', 'Asia/Tokyo', 'America/St_Johns'].map((TZ) => runProcess(program, { cwd, args, env: { ...environment(), TZ } })),
  )
  expect(outcomes[0]!.code).toBe(0)
  expect(new Set(outcomes.map(({ out }) => out)).size).toBe(1)
})

test('lists with sizes and dates', async () => {
  await upload('main')
  await upload('feature')
  const { code, out } = await artifacts('list', '--repo', 'owner/name', '--ref', 'main')
  expect(code).toBe(0)
  const [head, ...rows] = out.trimEnd().split('\n')
  expect(head!.split(/ +/)).toEqual(['repo', 'ref', 'file', 'bytes', 'uploaded'])
  expect(rows).toHaveLength(4)
  for (const row of rows) expect(row).toMatch(/^owner\/name +main +[a-z-]+-[0-9a-f]{16}\.zip +\d+ +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const all = JSON.parse((await artifacts('list', '--json')).out) as StoredArtifact[]
  expect(all.map(({ repo, ref }) => `${repo} ${ref}`)).toEqual([
    ...Array<string>(4).fill('owner/name feature'),
    ...Array<string>(4).fill('owner/name main'),
  ])
})

test('removes those of one ref, and none of a ref that begins like it', async () => {
  await upload('feature')
  await upload('feature/x')
  const trial = await artifacts('remove', '--repo', 'owner/name', '--ref', 'feature', '--dry-run')
  expect(trial.out.match(/would be removed/g)).toHaveLength(4)
  expect(keys()).toHaveLength(8)
  expect((await artifacts('remove', '--repo', 'owner/name', '--ref', 'feature')).code).toBe(0)
  expect(keys().map((key) => key.split('/')[1])).toEqual(Array(4).fill('feature~x'))
  expect((await artifacts('remove', '--repo', 'owner/name', '--ref', 'feature')).out).toBe('There is nothing of this ref.\n')
  expect((await artifacts('remove', '--ref', 'feature/x')).out).toBe('There is nothing of this ref.\n')
})

test.each([
  [['list', '--ref', 'main', '--artifacts', 'x'], '--ref needs --repo'],
  [['list'], 'It is not said where the code of the functions lies'],
  [['upload', '--artifacts', 's3://code'], "required option '--ref <name>' not specified"],
  [['remove', '--artifacts', 's3://code'], "required option '--ref <name>' not specified"],
  [['remove', '--artifacts', 's3://code', '--ref', '..'], 'This is no name of a ref'],
])('refuses %j', async (args, message) => {
  const { code, err } = await runIn(cwd, ['artifacts', ...args])
  expect(code).toBe(1)
  expect(err).toContain(message)
})

test.each(['upload', 'list', 'remove'])('%s --help shows examples', async (verb) => {
  const { code, out } = await runIn(cwd, ['artifacts', verb, '--help'])
  expect(code).toBe(0)
  expect(out).toContain(`Examples:\n  bridge-downstream artifacts ${verb} `)
})
