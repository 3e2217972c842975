import { describe, expect, test } from 'vitest'
import { openSynapse } from '../../src/synapse/open-synapse.js'
import { StsCredentials } from '../../src/synapse/sts-credentials.js'
import { openTestSession, useSynapse } from './synapse-samples.js'
import { TOKEN } from './synapse-server.js'

const MINUTE = 60_000

describe('StsCredentials', () => {
  test('are asked for once for each folder and permission, however many ask at the same time', async () => {
    const synapse = await useSynapse()
    const sts = new StsCredentials(openTestSession(synapse))
    const grants = await Promise.all(Array.from({ length: 20 }, () => sts.grant('syn1', 'read_only')))
    expect(new Set(grants).size).toBe(1)
    expect(grants[0]).toEqual({
      bucket: 'bucket-syn1',
      baseKey: 'base/key',
      credentials: {
        accessKeyId: 'ASIA1',
        secretAccessKey: 'sts-secret',
        sessionToken: 'session-read_only',
        expiration: expect.any(Date) as Date,
      },
    })
    await sts.grant('syn1', 'read_write')
    await sts.grant('syn2', 'read_only')
    await sts.grant('syn1', 'read_only')
    expect(synapse.requests).toEqual([
      'GET /repo/v1/entity/syn1/sts?permission=read_only',
      'GET /repo/v1/entity/syn1/sts?permission=read_write',
      'GET /repo/v1/entity/syn2/sts?permission=read_only',
    ])
  })

  test('are asked for again when five minutes are left of them, and shared again', async () => {
    const synapse = await useSynapse()
    let now = Date.now()
    const sts = new StsCredentials(openTestSession(synapse), { now: () => now })
    await sts.grant('syn1', 'read_only')
    now += 54 * MINUTE
    await sts.grant('syn1', 'read_only')
    expect(synapse.requests).toHaveLength(1)
    now += 2 * MINUTE
    synapse.stsMs = 2 * 3_600_000
    const grants = await Promise.all(Array.from({ length: 20 }, () => sts.grant('syn1', 'read_only')))
    expect(new Set(grants.map(({ credentials }) => credentials.accessKeyId))).toEqual(new Set(['ASIA2']))
    expect(synapse.requests).toHaveLength(2)
  })

  test('that are short-lived are given to all who waited for them', async () => {
    const synapse = await useSynapse()
    synapse.stsMs = MINUTE
    const sts = new StsCredentials(openTestSession(synapse))
    await Promise.all(Array.from({ length: 20 }, () => sts.grant('syn1', 'read_only')))
    expect(synapse.requests).toHaveLength(1)
    await sts.grant('syn1', 'read_only')
    expect(synapse.requests).toHaveLength(2)
  })

  test('that could not be had are asked for again', async () => {
    const synapse = await useSynapse()
    synapse.fault = () => ({ status: 403 })
    const sts = new StsCredentials(openTestSession(synapse))
    await expect(sts.grant('syn1', 'read_only')).rejects.toThrow('status 403')
    synapse.fault = undefined
    expect(await sts.grant('syn1', 'read_only')).toMatchObject({ bucket: 'bucket-syn1' })
  })

  test('that have ended before their time are asked for again once, by whichever store is told so first', async () => {
    const synapse = await useSynapse()
    const sts = new StsCredentials(openTestSession(synapse))
    const stores = Array.from({ length: 3 }, () => sts.provider('syn1', 'read_only'))
    const round = async (): Promise<string[]> => (await Promise.all(stores.map((store) => store()))).map(({ accessKeyId }) => accessKeyId)
    expect(await round()).toEqual(['ASIA1', 'ASIA1', 'ASIA1'])
    // A store asks again only when it was told that its credentials have ended.
    expect(await round()).toEqual(['ASIA2', 'ASIA2', 'ASIA2'])
    expect(synapse.requests).toHaveLength(2)
  })

  test('a provider gives what is valid now', async () => {
    const synapse = await useSynapse()
    const provider = openSynapse({
      endpoint: synapse.endpoint,
      token: async () => TOKEN,
      refreshBeforeMs: 2 * 3_600_000,
    }).credentialsProvider('syn1', 'read_write')
    expect([(await provider()).accessKeyId, (await provider()).accessKeyId]).toEqual(['ASIA1', 'ASIA2'])
  })
})
