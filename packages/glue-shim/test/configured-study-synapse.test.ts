import { openStore } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFront } from '../../s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'
import { useSynapse } from './synapse/synapse-samples.js'
import { TOKEN } from './synapse/synapse-server.js'

test('contract 5: a configured study with a Synapse folder reads its uploads with the STS credentials of that folder', async () => {
  const front = await startFront()
  const synapse = await useSynapse()
  const cwd = await makeFolder()
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await front.close()
    await removeFolder(cwd)
  })
  const env = { AWS_ENDPOINT_URL_S3: front.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const run = (...args: string[]): Promise<Outcome> => runIn(cwd, args, false, undefined, { SYNAPSE_AUTH_TOKEN: TOKEN })
  for (const bucket of ['uploads', 'other', 'results']) front.createBucket(bucket)
  const metadata = { recordid: 'r1', assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  const bytes = zipSync({ 'motion.json': new TextEncoder().encode('[{"x":1}]') }, { mtime: '1999-12-31' })
  const owner = { credentials: { accessKeyId: 'owner', secretAccessKey: 'secret' } }
  for (const bucket of ['uploads', 'other']) await openStore(`s3://${bucket}`, owner).put('app/r1-walk.zip', bytes, { metadata })
  const study = { app: 'app', study: 'one', uploads: ['s3://uploads/app/'], synapseFolder: 'syn1' }
  const config = {
    version: 1,
    destination: 's3://results',
    synapseEndpoint: synapse.endpoint,
    defaults: { offline: true },
    studies: [study],
  }
  await writeFile(path.join(cwd, 'studies.json'), JSON.stringify(config))

  const configured = ['--config', 'studies.json', '--study', 'app/one']
  for (const args of [['validate'], ['unpack', '--dry-run'], ['unpack'], ['run']]) {
    synapse.requests.length = 0
    const { code, err } = await run(...args, ...configured)
    expect({ args, code, err }).toEqual({ args, code: 0, err: '' })
    expect(synapse.requests).toEqual(['GET /repo/v1/entity/syn1/sts?permission=read_only'])
  }
  expect(front.accessKeys('uploads')).toEqual(['ASIA1', 'ASIA2', 'ASIA3', 'ASIA4', 'owner'])
  expect(front.accessKeys('results')).toEqual(['key'])

  synapse.requests.length = 0
  const { code } = await run('validate', 's3://other/app', ...configured)
  expect([code, synapse.requests, front.accessKeys('other')]).toEqual([0, [], ['key', 'owner']])
})
