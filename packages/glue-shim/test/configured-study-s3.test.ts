import { openStore } from '@bridge-downstream/s3-adapter'
import { zipSync } from 'fflate'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFront } from '../../s3-adapter/test/front/start-front.js'
import { makeFolder, removeFolder, runIn } from './run-in.js'

async function keysBelow(url: string): Promise<string[]> {
  return (await Array.fromAsync(openStore(url).list())).map(({ key }) => key)
}

test('contract 20: a configured study is run from S3 to S3, and two namespaces never share a key', async () => {
  const front = await startFront()
  const cwd = await makeFolder()
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await front.close()
    await removeFolder(cwd)
  })
  vi.stubEnv('AWS_ENDPOINT_URL_S3', front.endpoint)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  front.createBucket('uploads')
  front.createBucket('results')
  const metadata = { recordid: 'r1', assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' }
  const bytes = zipSync({ 'motion.json': new TextEncoder().encode('[{"x":1}]') }, { mtime: '1999-12-31' })
  for (const study of ['one', 'two']) await openStore('s3://uploads').put(`app/${study}/r1-walk.zip`, bytes, { metadata })

  const studies = ['one', 'two'].map((study) => ({ app: 'app', study, uploads: [`s3://uploads/app/${study}`] }))
  const namespaces = ['main', 'branch']
  for (const namespace of namespaces) {
    const config = { version: 1, namespace, destination: 's3://results', defaults: { offline: true }, studies }
    await writeFile(path.join(cwd, `${namespace}.json`), JSON.stringify(config))
    for (const { study } of studies) {
      const { code, out, err } = await runIn(cwd, ['run', '--config', `${namespace}.json`, '--study', `app/${study}`])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain(`1 archive: 1 taken`)
      expect(out).toContain(`Output: s3://results/${namespace}/app/${study}`)
    }
  }

  const places = namespaces.flatMap((namespace) => studies.map(({ study }) => `${namespace}/app/${study}/`))
  const all = await keysBelow('s3://results')
  for (const place of places) expect(all.filter((key) => key.startsWith(place)).length).toBeGreaterThan(5)
  expect(all.filter((key) => !places.some((place) => key.startsWith(place)))).toEqual([])
  expect(await keysBelow('s3://results/main/app/one')).toEqual(await keysBelow('s3://results/branch/app/one'))
  expect(await keysBelow('s3://uploads')).toEqual(['app/one/r1-walk.zip', 'app/two/r1-walk.zip'])
})
