import { describe, expect, test } from 'vitest'
import { openSynapse } from '../../src/synapse/open-synapse.js'
import { queryFileView } from '../../src/synapse/query-file-view.js'
import { StsCredentials } from '../../src/synapse/sts-credentials.js'
import { openToken } from '../../src/synapse/synapse-token.js'
import { errorOf, openTestSession, tellAll, useSynapse } from './synapse-samples.js'
import { TOKEN, type SynapseServer } from './synapse-server.js'

const ask = (synapse: SynapseServer): Promise<unknown> => new StsCredentials(openTestSession(synapse)).grant('syn1', 'read_only')

describe('requests', () => {
  test.each([
    [401, 'synapse-unauthorized', false, 'The token is not valid'],
    [403, 'synapse-forbidden', false, 'lacks the permission'],
    [404, 'synapse-not-found', false, 'Check the id'],
    [400, 'synapse-refused', false, 'a fault'],
    [423, 'synapse-locked', true, 'Somebody else is changing it'],
    [429, 'synapse-throttled', true, 'fewer requests'],
    [503, 'synapse-unavailable', true, 'tried 4 times'],
  ])('status %i is an error that says what was asked for and what to try', async (status, code, retryable, says) => {
    const synapse = await useSynapse()
    let tries = 0
    synapse.fault = () => {
      tries++
      return { status }
    }
    const error = await errorOf(ask(synapse))
    expect(error).toMatchObject({ name: 'SynapseError', code, status, retryable })
    expect(String(error)).toContain(`Synapse did not give STS credentials of syn1: status ${status}`)
    expect(String(error)).toContain(says)
    expect(tries).toBe(retryable ? 4 : 1)
  })

  test('a fault that passes is not seen', async () => {
    const synapse = await useSynapse()
    const faults = [429, 0, 502]
    synapse.fault = () => {
      const status = faults.shift()
      return status === undefined ? undefined : { status }
    }
    expect(await ask(synapse)).toMatchObject({ bucket: 'bucket-syn1' })
  })

  test('no answer at all is told by the kind of the failure, without the address', async () => {
    const synapse = await useSynapse()
    await synapse.close()
    const error = await errorOf(ask({ ...synapse, close: async () => undefined }))
    expect(error).toMatchObject({ code: 'synapse-unavailable', status: undefined, retryable: true })
    expect(String(error)).toContain('ECONNREFUSED, tried 4 times')
    expect(tellAll(error)).not.toContain('127.0.0.1')
  })

  test('an abort ends a wait at once', async () => {
    const synapse = await useSynapse()
    const controller = new AbortController()
    synapse.fault = () => {
      controller.abort(new Error('enough'))
      return { status: 503 }
    }
    const session = openTestSession(synapse, { signal: controller.signal, retryDelayMs: 1e6 })
    await expect(new StsCredentials(session).grant('syn1', 'read_only')).rejects.toThrow('enough')
  })

  test.each(['ftp://x', 'https://user:password@host', 'no url'])('%s is no endpoint', (endpoint) => {
    expect(() => openSynapse({ endpoint, token: async () => TOKEN })).toThrow('no plain http or https URL')
  })

  test('an answer that is no JSON, or not as documented, is an error', async () => {
    const answer =
      (body: string): typeof fetch =>
      async () =>
        new Response(body, { status: 200 })
    const grant = (body: string): Promise<unknown> =>
      errorOf(openSynapse({ token: async () => TOKEN, fetch: answer(body) }).stsCredentials('syn1', 'read_only'))
    expect(await grant('<html>')).toMatchObject({ code: 'synapse-answer', message: expect.stringContaining('no JSON') as string })
    expect(await grant('{"bucket":"b"}')).toMatchObject({ code: 'synapse-answer' })
    expect(await grant('[]')).toMatchObject({ code: 'synapse-answer' })
    expect(await grant('')).toMatchObject({ code: 'synapse-answer' })
  })
})

describe('the token', () => {
  test('is read once, is trimmed, and a failure is not kept', async () => {
    const env: Record<string, string | undefined> = {}
    const token = openToken({ env })
    await expect(token()).rejects.toMatchObject({ code: 'no-token' })
    env['SYNAPSE_AUTH_TOKEN'] = ` ${TOKEN}\n`
    expect(await token()).toBe(TOKEN)
    env['SYNAPSE_AUTH_TOKEN'] = 'another'
    expect(await token()).toBe(TOKEN)
  })

  test('a text that can be no token is not put into a header, nor into the error', async () => {
    const error = await errorOf(openToken({ env: { SYNAPSE_AUTH_TOKEN: 'two\nlines' } })())
    expect(error).toMatchObject({ code: 'no-token' })
    expect(tellAll(error)).not.toContain('lines')
  })

  test.each([0, 400, 401, 403, 404, 429, 500])('stands in no error, also if the server repeats it (status %i)', async (status) => {
    const synapse = await useSynapse()
    synapse.fault = () => ({ status, reason: `Bearer ${TOKEN} is refused` })
    const error = await errorOf(ask(synapse))
    expect(error).toMatchObject({ name: 'SynapseError' })
    expect(tellAll(error)).not.toContain(TOKEN)
    const rows = await errorOf(Array.fromAsync(queryFileView(openTestSession(synapse), { viewId: 'syn1', columns: ['id'] })))
    expect(tellAll(rows)).not.toContain(TOKEN)
  })
})
