import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallStudy } from '../../../core/test/support/study.js'
import { removeFolder } from '../run-in.js'
import { useSsm } from '../synapse/aws-stand-ins.js'
import { useSynapse } from '../synapse/synapse-samples.js'
import { TOKEN } from '../synapse/synapse-server.js'
import { APP, buildBundles, makeWorld, type LambdaWorld } from './lambda-world.js'
import { contents } from './read-outcome.js'
import type { RunningFunction } from './start-function.js'
import { STUDIES, STUDY } from './study-traffic.js'

const ASK = 'GET /repo/v1/entity/syn1/sts?permission=read_only'
const PARAMETER = '/bridge/token'

let bundles: string
let world: LambdaWorld
beforeAll(async () => {
  bundles = await buildBundles()
  world = await makeWorld(bundles, { studies: STUDIES.map((study) => ({ ...study, synapseFolder: 'syn1' })), maxReceiveCount: 3 })
  for (const source of smallStudy(8)) {
    const opened = await source.open()
    await world.bucket('uploads').put(`${APP}/${source.name}`, await opened.bytes(), { metadata: opened.metadata ?? {} })
  }
})
afterAll(async () => {
  await world.close()
  await removeFolder(bundles)
})

async function payloadOf(fn: RunningFunction, event: unknown): Promise<unknown> {
  const answer = await fn.invoke(event)
  return 'error' in answer ? answer.error : answer.payload
}

test('contract 5: uploads are listed and read with the STS credentials of their folder, asked for once, and again when they have ended', async () => {
  const synapse = await useSynapse()
  const ssm = await useSsm(PARAMETER, TOKEN)
  const env = {
    BRIDGE_DOWNSTREAM_SYNAPSE_ENDPOINT: synapse.endpoint,
    BRIDGE_DOWNSTREAM_SYNAPSE_TOKEN_PARAMETER: PARAMETER,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
  }
  // The test itself has put them there.
  const used = (): string[] => world.front.accessKeys('uploads').filter((key) => key !== 'test')
  const lister = await world.start('list-work', env)
  const listed = (await payloadOf(lister, { work: 'archives', runId: 'run-1' })) as { readonly key: string }
  expect(listed).toMatchObject({ count: 8, failed: [] })
  expect([synapse.requests, used()]).toEqual([[ASK], ['ASIA1']])
  const items = JSON.parse((await contents(world.bucket('results'), listed.key)).get(listed.key)!) as object[]

  const unpacker = await world.start('on-notification', env)
  expect(await payloadOf(unpacker, { Items: items.slice(0, 4) })).toMatchObject({ taken: 4, failed: [] })
  expect([synapse.requests, used()]).toEqual([
    [ASK, ASK],
    ['ASIA1', 'ASIA2'],
  ])
  // S3 says that they have ended, before Synapse had said they would.
  world.front.expire('ASIA2')
  expect(await payloadOf(unpacker, { Items: items.slice(4, 6) })).toMatchObject({ quarantined: 1, failed: [] })
  // They end in four minutes, which is soon: each unit asks for others.
  synapse.stsMs = 240_000
  world.front.expire('ASIA3')
  expect(await payloadOf(unpacker, { Items: items.slice(6, 7) })).toMatchObject({ taken: 1, failed: [] })
  const asked = synapse.requests.length
  expect(asked).toBeGreaterThan(3)
  expect(await payloadOf(unpacker, { Items: items.slice(7) })).toMatchObject({ taken: 1, failed: [] })
  expect(synapse.requests.length).toBeGreaterThan(asked)

  expect(ssm.requests).toEqual([1, 2].map(() => ['AmazonSSM.GetParameter', { Name: PARAMETER, WithDecryption: true }]))
  expect(world.front.accessKeys('results')).toEqual(['test'])
  expect(lister.logs() + unpacker.logs()).not.toContain(TOKEN)
  await Promise.all([lister.stop(), unpacker.stop()])
}, 120_000)

test('a folder whose credentials cannot be had fails its messages, which are delivered again; the token stands in the environment', async () => {
  const synapse = await useSynapse()
  const unpacker = await world.start('on-notification', {
    BRIDGE_DOWNSTREAM_SYNAPSE_ENDPOINT: synapse.endpoint,
    SYNAPSE_AUTH_TOKEN: TOKEN,
  })
  const item = { app: APP, study: STUDY, bucket: 'uploads', key: `${APP}/000.zip` }
  synapse.fault = () => ({ status: 403, reason: `Bearer ${TOKEN} may not` })
  expect(await payloadOf(unpacker, { Items: [item] })).toMatchObject({ taken: 0, failed: [{ ...item, code: 'unavailable' }] })
  synapse.fault = undefined
  expect(await payloadOf(unpacker, { Items: [item] })).toMatchObject({ doneBefore: 1, failed: [] })
  expect(unpacker.logs()).not.toContain(TOKEN)
  await unpacker.stop()
}, 120_000)
