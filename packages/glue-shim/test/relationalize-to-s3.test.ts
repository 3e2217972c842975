import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFront } from '../../s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder, runIn } from './run-in.js'

async function makeInput(): Promise<string> {
  const cwd = await makeFolder()
  onTestFinished(() => removeFolder(cwd))
  await writeFile(path.join(cwd, 'walk.json'), '{"n":1,"list":[{"x":1},{"x":2}]}')
  return cwd
}

test('run writes to S3, and rebuild-documents reads from it', async () => {
  const front = await startFront()
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await front.close()
  })
  vi.stubEnv('AWS_ENDPOINT_URL_S3', front.endpoint)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  front.createBucket('results')
  const cwd = await makeInput()
  const run = await runIn(cwd, ['relationalize', 'walk.json', '--out', 's3://results/study/tables'])
  expect(run).toMatchObject({ code: 0, err: '' })
  expect(run.out).toContain('Output: s3://results/study/tables')
  expect(front.objectsOf('results').page('', undefined, 10).keys).toEqual([
    'study/tables/dataset_walk_v1/part-00000.parquet',
    'study/tables/dataset_walk_v1_list/part-00000.parquet',
    'study/tables/ledger.json',
  ])
  expect(front.openUploads('results')).toEqual([])
  const rebuilt = await runIn(cwd, ['rebuild-documents', 's3://results/study/tables'])
  expect(rebuilt).toEqual({ code: 0, out: '{"list":[{"x":1},{"x":2}],"n":1}\n', err: '' })
})

test('a file URL is the folder that it names, and what lies in it is no input', async () => {
  const cwd = await makeInput()
  const out = pathToFileURL(path.join(cwd, 'tables')).href
  const first = await runIn(cwd, ['relationalize', '.', '--out', out, '--json'])
  const second = await runIn(cwd, ['relationalize', '.', '--out', out, '--json'])
  expect([first.code, second.code]).toEqual([0, 0])
  expect(JSON.parse(second.out)).toEqual(JSON.parse(first.out))
})
