import { zipSync } from 'fflate'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleCommand } from '../bundle-command.js'
import { runAlone } from '../run-alone.js'
import { makeFolder, removeFolder, runIn, type Outcome } from '../run-in.js'
import { useQueue, useSsm } from './aws-stand-ins.js'
import { useSynapse } from './synapse-samples.js'
import { TOKEN, type SynapseServer, type ViewEntity } from './synapse-server.js'

const AWS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' }

let cwd: string
let program: string
beforeAll(async () => {
  cwd = await makeFolder()
  // r1 is in both datasets, r2 in the first one only.
  await archive('r1', { 'first.json': { x: 1 }, 'second.json': { y: 1 } })
  await archive('r2', { 'first.json': { x: 2 } })
  expect(await runIn(cwd, ['run', 'in', '--out', 'study', '--offline'])).toMatchObject({ code: 0, err: '' })
  program = (await bundleCommand(path.join(cwd, 'program'))).main
})
afterAll(() => removeFolder(cwd))

async function archive(recordid: string, entries: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(path.join(cwd, 'in'), { recursive: true })
  const files = Object.entries(entries).map(([file, content]) => [file, new TextEncoder().encode(JSON.stringify(content))])
  const bytes = zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' })
  await writeFile(path.join(cwd, 'in', `${recordid}.zip`), bytes)
  const metadata = { recordid, assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  await writeFile(path.join(cwd, 'in', `${recordid}.metadata.json`), JSON.stringify(metadata))
}

const entity = (n: number, recordId: string | null, exportedOn: string): ViewEntity => ({
  id: `syn${100 + n}`,
  projectId: 'syn9',
  dataFileHandleId: String(n),
  recordId,
  exportedOn,
})

/** r3 was exported three times, the second time last; a folder is no record; what syn106 holds may not be seen. */
async function useView(): Promise<SynapseServer> {
  const synapse = await useSynapse()
  synapse.view = [
    entity(0, 'r1', '1'),
    entity(1, 'r2', '1'),
    entity(2, 'r3', '1644950895890'),
    entity(3, 'r3', '1644950895999'),
    entity(4, 'r3', '1644950895000'),
    entity(5, null, '1'),
    entity(6, 'r4', '1'),
  ]
  for (const n of [0, 1, 2, 3, 4]) synapse.files.set(String(n), { bucketName: 'raw', key: `app/2022-02-15/${n}` })
  return synapse
}

const notification = (n: number, recordId: string): unknown => ({
  appId: 'mobile-toolbox',
  studyId: 'abc',
  recordId,
  parentProjectId: 'syn9',
  rawFolderId: 'syn50',
  fileEntityId: `syn${100 + n}`,
  s3Bucket: 'raw',
  s3Key: `app/2022-02-15/${n}`,
})

function run(
  synapse: SynapseServer,
  args: readonly string[],
  env: Readonly<Record<string, string>> = { SYNAPSE_AUTH_TOKEN: TOKEN },
): Promise<Outcome> {
  const fixed = ['--view', 'syn5', '--raw-folder', 'syn50', '--app', 'mobile-toolbox', '--synapse-endpoint', synapse.endpoint]
  return runAlone(program, ['bootstrap', ...fixed, ...args], { cwd, env: { ...AWS, ...env } })
}

const parsed = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

describe('bootstrap', () => {
  test('prints the latest export of each record, as the notification of it', async () => {
    const synapse = await useView()
    const { code, out, err } = await run(synapse, ['--study', 'abc', '--print'])
    expect({ code, err }).toEqual({
      code: 2,
      err: 'not located in S3  syn106\n7 rows in the view, 1 of them no export of a record\n4 records: 0 held already, 3 submitted\n',
    })
    expect(parsed(out)).toEqual([notification(0, 'r1'), notification(1, 'r2'), notification(3, 'r3')])
    expect(synapse.queries[0]).toBe('SELECT "id", "projectId", "dataFileHandleId", "recordId", "exportedOn" FROM syn5 ORDER BY "id"')
  })

  test('leaves out what one dataset holds, or what both of two hold', async () => {
    const synapse = await useView()
    synapse.view = synapse.view.slice(0, 5)
    const first = await run(synapse, ['--study', 'abc', '--print', '--diff', 'study/parquet/dataset_first_v1'])
    expect(first.code).toBe(0)
    expect(parsed(first.out)).toEqual([notification(3, 'r3')])
    const both = await run(synapse, [
      '--study',
      'abc',
      '--print',
      '--diff',
      'study/parquet/dataset_first_v1',
      'study/parquet/dataset_second_v1',
    ])
    expect(parsed(both.out)).toEqual([notification(1, 'r2'), notification(3, 'r3')])
    expect(both.err).toContain('3 records: 1 held already, 2 submitted')
  })

  test('submits to a queue, with the token out of SSM; without a study the records are of the app', async () => {
    const synapse = await useView()
    synapse.view = synapse.view.slice(0, 5)
    const queue = await useQueue()
    const ssm = await useSsm('/bridge/token', TOKEN)
    const env = { AWS_ENDPOINT_URL_SSM: ssm.endpoint }
    const { code, out, err } = await run(synapse, ['--queue', queue.url, '--ssm-parameter', '/bridge/token', '--batch', '2', '--json'], env)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual({
      version: 1,
      isDryRun: false,
      rows: 5,
      withoutRecord: 0,
      records: 3,
      held: 0,
      submitted: 3,
      notLocated: [],
    })
    expect(queue.batches.map((batch) => batch.length)).toEqual([2, 1])
    const { studyId: _, recordId, appId, ...record } = notification(3, 'r3') as Readonly<Record<string, string>>
    expect(JSON.parse(queue.batches[1]![0]!)).toEqual({ appId, recordId, record })
    expect(ssm.requests).toEqual([['AmazonSSM.GetParameter', { Name: '/bridge/token', WithDecryption: true }]])
    expect(synapse.requests.filter((request) => request.endsWith('/fileHandle/batch'))).toHaveLength(2)
  })

  test('a dry run counts, and submits nothing', async () => {
    const synapse = await useView()
    const queue = await useQueue()
    const { code, out } = await run(synapse, ['--dry-run', '--queue', queue.url, '--diff', 'study/parquet/dataset_first_v1'])
    expect({ code, out }).toEqual({
      code: 0,
      out: '7 rows in the view, 1 of them no export of a record\n4 records: 2 held already, 2 to submit\n',
    })
    expect(queue.batches).toEqual([])
  })

  test.each([
    [['--print'], { SYNAPSE_AUTH_TOKEN: '' }, 'There is no token for Synapse'],
    [['--print', '--ssm-parameter', '/other'], {}, 'SSM did not give the parameter with the token: ParameterNotFound (key "/other")'],
    [['--print'], { SYNAPSE_AUTH_TOKEN: `${TOKEN}x` }, 'status 401: Invalid access token Bearer …'],
    [['--print', '--record-column', 'recordid'], { SYNAPSE_AUTH_TOKEN: TOKEN }, 'Unknown column: recordid'],
    [
      ['--print', '--diff', 'study/nothing'],
      { SYNAPSE_AUTH_TOKEN: TOKEN },
      'There is no Parquet where a dataset to compare with should be',
    ],
    [
      ['--print', '--diff', 'study/parquet/dataset_first_v1', '--diff-column', 'nope'],
      { SYNAPSE_AUTH_TOKEN: TOKEN },
      'has no ids of records',
    ],
    [['--print', '--queue', 'https://q'], { SYNAPSE_AUTH_TOKEN: TOKEN }, 'Give --queue or --print'],
    [[], { SYNAPSE_AUTH_TOKEN: TOKEN }, 'Give --queue or --print'],
    [['--print', '--batch', '101'], { SYNAPSE_AUTH_TOKEN: TOKEN }, '--batch takes a number from 1 to 100'],
    [['--print', '--diff', 'a', 'b', 'c'], { SYNAPSE_AUTH_TOKEN: TOKEN }, '--diff takes one dataset or two'],
  ])('%j is an error that says why, and never shows the token', async (args, env: Readonly<Record<string, string>>, says) => {
    const synapse = await useView()
    const ssm = await useSsm('/bridge/token', TOKEN)
    const { code, out, err } = await run(synapse, args, { ...env, AWS_ENDPOINT_URL_SSM: ssm.endpoint, BRIDGE_DOWNSTREAM_DEBUG: '1' })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(says)
    expect(err).not.toContain(TOKEN)
  })

  test('--help ends with examples', async () => {
    const { code, out } = await runAlone(program, ['bootstrap', '--help'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  bridge-downstream bootstrap ')
  })
})
