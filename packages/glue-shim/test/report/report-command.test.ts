import type { ReportData } from '@bridge-downstream/core'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startFront, type Front } from '../../../s3-adapter/test/front/start-front.js'
import { bundleCommand } from '../bundle-command.js'
import { runAlone } from '../run-alone.js'
import { makeFolder, removeFolder, runIn, type Outcome } from '../run-in.js'
import { makeStudy, SECRETS } from './make-study.js'

let cwd: string
let program: string
let front: Front
beforeAll(async () => {
  cwd = await makeFolder()
  await mkdir(path.join(cwd, 'program'))
  program = (await bundleCommand(path.join(cwd, 'program'))).main
  front = await startFront()
  front.createBucket('results')
  for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value)
  await makeStudy(cwd)
  await makeStudy(cwd, 's3://results/study')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await front.close()
  await removeFolder(cwd)
})

function environment(): Record<string, string> {
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  return { AWS_ENDPOINT_URL_S3: front.endpoint, AWS_REGION: 'us-east-1', ...keys }
}

/** As a process of its own. */
function report(...args: readonly string[]): Promise<Outcome> {
  return runAlone(program, ['report', ...args], { cwd, env: environment() })
}

test('the same study is the same page, in a folder and on S3, and again', async () => {
  const before = await readdir(path.join(cwd, 'study'), { recursive: true })
  expect(await report('study', '--out', 'a.html', '--title', 'Study')).toEqual({ code: 0, out: 'Output: a.html\n', err: '' })
  expect(await report('s3://results/study', '--out', 'b.html', '--title', 'Study')).toEqual({ code: 0, out: 'Output: b.html\n', err: '' })
  expect(await report('study', '--out', 'c.html', '--title', 'Study')).toMatchObject({ code: 0 })
  const [a, b, c] = await Promise.all(['a.html', 'b.html', 'c.html'].map((name) => readFile(path.join(cwd, name), 'utf8')))
  expect(a).toMatch(/^<!doctype html>\n<html lang="en">[^]*<h1>Study<\/h1>[^]*<\/html>\n$/)
  expect([b === a, c === a]).toEqual([true, true])
  expect(await readdir(path.join(cwd, 'study'), { recursive: true })).toEqual(before)
})

test('nothing is written to S3', async () => {
  front.requests.length = 0
  await report('s3://results/study', '--json')
  const operations = front.requests.map(({ operation }) => operation)
  expect(new Set(operations)).toEqual(new Set(['ListObjectsV2', 'GetObject']))
})

test('it says what is there, and of nobody what', async () => {
  const { code, out, err } = await report('study', '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const data = JSON.parse(out) as ReportData
  const versions = data.families.flatMap(({ versions: of }) => of)
  expect(
    versions.map(({ dataset, history, partitions, tables }) => [
      dataset,
      history.map(({ verdict }) => verdict),
      partitions.map(({ day, documents }) => [day, documents]),
      tables.map(({ name, rows }) => [name, rows]),
    ]),
  ).toEqual([
    [
      'steps_v1',
      ['new', 'evolves', 'evolves'],
      [
        ['2024-01-30', 2],
        ['2024-03-01', 1],
      ],
      [
        ['dataset_steps_v1', 3],
        ['dataset_steps_v1_answers', 3],
        ['dataset_steps_v1_residue', 1],
      ],
    ],
    [
      'steps_v2',
      ['forks'],
      [['2024-03-02', 1]],
      [
        ['dataset_steps_v2', 1],
        ['dataset_steps_v2_residue', 0],
      ],
    ],
  ])
  expect(data.quarantine.map((reason) => [reason.code, reason.archives])).toEqual([
    ['bad-json', 2],
    ['not-an-archive', 1],
  ])
  expect(data.archives).toEqual({ taken: 4, quarantined: 3, duplicate: 0, forgotten: 0 })
  await report('study', '--out', 'secrets.html')
  const page = await readFile(path.join(cwd, 'secrets.html'), 'utf8')
  for (const secret of Object.values(SECRETS)) expect([out.includes(secret), page.includes(secret)]).toEqual([false, false])
})

describe('wrong use', () => {
  test.each([
    { args: ['study'], says: /Give --out report\.html/ },
    { args: ['nowhere', '--out', 'x.html'], says: /No run has written anything there/ },
    { args: ['study', '--out', 'nodir/x.html'], says: /"nodir\/x\.html" cannot be written \(ENOENT\)/ },
    { args: [], says: /missing required argument 'dir'/ },
  ])('$args', async ({ args, says }) => {
    const { code, out, err } = await runIn(cwd, ['report', ...args])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(says)
    expect(await readdir(cwd)).not.toContain('x.html')
  })
})
