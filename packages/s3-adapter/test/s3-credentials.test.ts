import { OptionError } from '@bridge-downstream/core'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createS3Store } from '../src/s3-store.js'
import type { S3Credentials } from '../src/s3/s3-options.js'
import { openFrontStore } from './front-store.js'

const SECRET = 'wJalrXUtnFEMI-the-secret'
const TOKEN = 'FwoGZXIvYXdzE-the-token'

/** Each call gives credentials of its own. */
function countingProvider(expiration?: Date): { readonly calls: () => number; readonly provide: () => Promise<S3Credentials> } {
  let calls = 0
  const provide = async (): Promise<S3Credentials> => {
    calls++
    return { accessKeyId: `ASIA${calls}`, secretAccessKey: SECRET, sessionToken: TOKEN, expiration }
  }
  return { calls: () => calls, provide }
}

test('credentials are asked for once, and again when S3 says that they have ended', async () => {
  const { calls, provide } = countingProvider(new Date(Date.now() + 3_600_000))
  const { store, front } = await openFrontStore({ credentials: provide })
  await store.put('key', Buffer.from('x'))
  await store.head('key')
  expect(calls()).toBe(1)
  front.expire('ASIA1')
  await Promise.all(Array.from({ length: 10 }, () => store.get('key')))
  expect(calls()).toBe(2)
  front.expire('ASIA2')
  expect((await store.head('key'))?.sizeBytes).toBe(1)
  expect(calls()).toBe(3)
})

test('credentials that are about to end are asked for before', async () => {
  const { calls, provide } = countingProvider(new Date(Date.now() + 60_000))
  const { store } = await openFrontStore({ credentials: provide })
  await store.put('key', Buffer.from('x'))
  await store.put('key', Buffer.from('y'))
  expect(calls()).toBeGreaterThan(1)
})

test('credentials that were given once and have ended are not tried again', async () => {
  const { store, front } = await openFrontStore({ credentials: { accessKeyId: 'ASIAGIVEN', secretAccessKey: SECRET } })
  front.expire('ASIAGIVEN')
  const before = front.requests.length
  await expect(store.get('key')).rejects.toThrow('S3 did not do GetObject: ExpiredToken (status 400)')
  expect(front.requests.length - before).toBe(1)
})

test('credentials that have ended and are not replaced end in an error', async () => {
  const provide = async (): Promise<S3Credentials> => ({ accessKeyId: 'ASIASAME', secretAccessKey: SECRET })
  const { store, front } = await openFrontStore({ credentials: provide })
  front.expire('ASIASAME')
  await expect(store.get('key')).rejects.toThrow('tried 3 times: 3 × ExpiredToken (status 400), and the credentials have ended')
})

test('an error says nothing of what a provider has said', async () => {
  const provide = async (): Promise<S3Credentials> => {
    throw new Error(`no access with ${SECRET} and ${TOKEN}`)
  }
  const { store } = await openFrontStore({ credentials: provide })
  const error = await errorOf(store.get('key'))
  expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable' })
  expect(String(error)).toContain('S3 did not do GetObject: CredentialsFailure')
  expectNoSecret(error)
})

test('an error of ours tells why there are no credentials, and what to try', async () => {
  const provide = async (): Promise<S3Credentials> => {
    throw new OptionError('Synapse did not give STS credentials of syn1: status 403', { code: 'synapse-forbidden', hint: 'Ask its owner.' })
  }
  const { store } = await openFrontStore({ credentials: provide })
  const error = await errorOf(store.get('key'))
  expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable', hint: 'Ask its owner.' })
  expect(String(error)).toContain('CredentialsFailure (synapse-forbidden: Synapse did not give STS credentials of syn1: status 403)')
})

/** What Amazon S3 answers to a wrong signature: all that was signed. */
const TELLTALE = `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>Signed with ${SECRET}</Message>
<AWSAccessKeyId>AKIAKNOWN</AWSAccessKeyId><StringToSign>${SECRET}</StringToSign><CanonicalRequest>GET
x-amz-security-token:${TOKEN}</CanonicalRequest><RequestId>4442587FB7D0A2F9</RequestId></Error>`

test.each(['get', 'head', 'put', 'delete', 'list'] as const)('no error of %s holds credentials, or what was signed', async (call) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? '')
    request.resume()
    response.writeHead(403, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : TELLTALE)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const credentials = { accessKeyId: 'AKIAKNOWN', secretAccessKey: SECRET, sessionToken: TOKEN }
  const store = createS3Store('s3://bucket/prefix', { endpoint: `http://127.0.0.1:${port}`, credentials })
  const calls = {
    get: () => store.get('key'),
    head: () => store.head('key'),
    put: () => store.put('key', Buffer.from('what an object holds')),
    delete: () => store.delete('key'),
    list: () => Array.fromAsync(store.list()),
  }
  const error = await errorOf(calls[call]())
  expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: false })
  if (call !== 'head') expect(String(error)).toContain('SignatureDoesNotMatch (status 403), request 4442587FB7D0A2F9')
  expectNoSecret(error)
  const signature = /Signature=(\w+)/.exec(seen[0] ?? '')?.[1] ?? ''
  expect(signature).toHaveLength(64)
  expect(tellAll(error)).not.toContain(signature)
})

test('an error of the network holds no address', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const credentials = { accessKeyId: 'AKIAKNOWN', secretAccessKey: SECRET }
  const store = createS3Store('s3://bucket', { endpoint: `http://127.0.0.1:${port}`, credentials, maxAttempts: 2, retryDelayMs: 1 })
  const error = await errorOf(store.get('key'))
  expect(String(error)).toContain('S3 did not do GetObject: ECONNREFUSED; tried 2 times: 2 × ECONNREFUSED')
  expect(tellAll(error)).not.toContain('127.0.0.1')
})

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** All that a log could show of an error, whatever it digs up. */
function tellAll(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null })
}

function expectNoSecret(error: unknown): void {
  const told = tellAll(error)
  for (const secret of [SECRET, TOKEN, 'AKIAKNOWN', 'AWS4-HMAC', 'what an object holds']) expect(told).not.toContain(secret)
}
