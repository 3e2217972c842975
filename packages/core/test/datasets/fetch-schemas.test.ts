import { fetchSchemas, type FetchSchemasOptions, type SchemaSource } from '@bridge-downstream/core'
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { schemaErrorOf } from './schema-error.js'
import { json, redirect, startServer, status, type Answer, type SchemaServer } from './schema-server.js'

const SCHEMA = '{"type":"object","maxProperties":9007199254740993}'

/** A source that may ask this server, by plain HTTP, and does not wait between attempts. */
function sourceFor({ host }: SchemaServer, options: FetchSchemasOptions = {}): SchemaSource & { readonly delaysMs: number[] } {
  const delaysMs: number[] = []
  const delay = async (delayMs: number): Promise<void> => {
    delaysMs.push(delayMs)
  }
  return { ...fetchSchemas({ allowedHosts: [host], allowHttp: true, delay, random: () => 1, ...options }), delaysMs }
}

test('a schema comes with the digest of its bytes, and plain numbers', async () => {
  const server = await startServer({ '/a.json': json(SCHEMA) })
  const document = await sourceFor(server).get(`${server.origin}/a.json#/definitions/x`)
  expect(document).toEqual({
    url: `${server.origin}/a.json`,
    sha256: createHash('sha256').update(SCHEMA).digest('hex'),
    schema: { type: 'object', maxProperties: 9007199254740992 },
  })
})

test('a byte order mark is skipped, and of a key that stands twice the last counts', async () => {
  const server = await startServer({ '/a.json': json('\uFEFF{"type":"array","type":"object"}') })
  expect((await sourceFor(server).get(`${server.origin}/a.json`)).schema).toEqual({ type: 'object' })
})

describe('what may be asked', () => {
  test.each([
    ['another host', 'https://example.org/a.json'],
    ['plain HTTP', 'http://sage-bionetworks.github.io/a.json'],
    ['another port of an allowed host', 'https://sage-bionetworks.github.io:8443/a.json'],
    ['a host that begins like an allowed one', 'https://sage-bionetworks.github.io.example.org/a.json'],
    ['an allowed host as the user of another one', 'https://sage-bionetworks.github.io@example.org/a.json'],
    ['credentials', 'https://user:secret@sage-bionetworks.github.io/a.json'],
    ['the address of cloud metadata', 'http://169.254.169.254/latest/meta-data'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:application/json,{}'],
    ['an archive without its entries', 'archive:///a.json'],
    ['a relative URL', 'schemas/a.json'],
  ])('%s is refused without a request', async (_, url) => {
    let asked = 0
    const fetch = async (): Promise<Response> => {
      asked++
      return new Response('{}')
    }
    const error = await schemaErrorOf(fetchSchemas({ fetch }).get(url))
    expect([error.code, error.retryable, asked]).toEqual(['schema-refused', false, 0])
  })

  test('by default the hosts of the schemas of Bridge, by https', async () => {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (url) => {
      asked.push(url as string)
      return new Response('{}')
    }
    const source = fetchSchemas({ fetch })
    await source.get('https://sage-bionetworks.github.io/a.json')
    await source.get('https://RAW.githubusercontent.com:443/b.json#x')
    expect(asked).toEqual(['https://sage-bionetworks.github.io/a.json', 'https://raw.githubusercontent.com/b.json'])
  })

  test('a message names the schema, but neither query nor credentials', async () => {
    const { message } = await schemaErrorOf(fetchSchemas().get('https://user:secret@example.org/a.json?token=secret#secret'))
    expect(message).toBe(
      'Schemas are not fetched from this host (schema "https://example.org/a.json"). If it can be trusted, put the schema into a mirror (--schema-mirror, schemaMirror); a program may name the host in `allowedHosts`.',
    )
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('status %i is followed, and relative references start from the last URL', async (code) => {
    const server = await startServer({ '/a.json': redirect('v2/b.json', code), '/v2/b.json': json('{}') })
    expect((await sourceFor(server).get(`${server.origin}/a.json`)).url).toBe(`${server.origin}/v2/b.json`)
  })

  test('to a host that is not allowed is refused, and that host is not asked', async () => {
    const inner = await startServer({ '/secret.json': json('{}') })
    const server = await startServer({ '/a.json': redirect(`${inner.origin}/secret.json`) })
    const error = await schemaErrorOf(sourceFor(server).get(`${server.origin}/a.json`))
    expect([error.code, error.place.schema]).toEqual(['schema-refused', `${inner.origin}/secret.json`])
    expect(inner.requests).toEqual([])
  })

  test('to another scheme is refused', async () => {
    const server = await startServer({ '/a.json': redirect('file:///etc/passwd') })
    expect((await schemaErrorOf(sourceFor(server).get(`${server.origin}/a.json`))).code).toBe('schema-refused')
  })

  test('in a circle end', async () => {
    const server = await startServer({ '/a.json': redirect('/a.json') })
    const error = await schemaErrorOf(sourceFor(server, { maxRedirects: 3 }).get(`${server.origin}/a.json`))
    expect([error.code, server.requests.length]).toEqual(['schema-refused', 4])
  })

  test('without a place to go to are a status', async () => {
    const server = await startServer({ '/a.json': status(302), '/b.json': redirect('http://[') })
    const source = sourceFor(server)
    expect((await schemaErrorOf(source.get(`${server.origin}/a.json`))).code).toBe('schema-status')
    expect((await schemaErrorOf(source.get(`${server.origin}/b.json`))).code).toBe('schema-status')
  })

  test('that a browser hides are refused', async () => {
    const hidden = Object.defineProperties(new Response(null, { status: 204 }), {
      type: { value: 'opaqueredirect' },
      ok: { value: false },
      status: { value: 0 },
    })
    const source = fetchSchemas({ fetch: async () => hidden })
    expect((await schemaErrorOf(source.get('https://raw.githubusercontent.com/a.json'))).code).toBe('schema-refused')
  })
})

describe('attempts', () => {
  test('500, then 200', async () => {
    const server = await startServer({ '/a.json': [status(500), json('{"a":1}')] })
    const source = sourceFor(server)
    expect((await source.get(`${server.origin}/a.json`)).schema).toEqual({ a: 1 })
    expect(source.delaysMs).toEqual([500])
  })

  test('503 for ever ends, after waits that grow', async () => {
    const server = await startServer({ '/a.json': status(503) })
    const source = sourceFor(server, { attempts: 8 })
    const error = await schemaErrorOf(source.get(`${server.origin}/a.json`))
    expect([error.code, error.retryable, server.requests.length]).toEqual(['schema-status', true, 8])
    expect(source.delaysMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  test('a connection that breaks, then a schema', async () => {
    const server = await startServer({ '/a.json': [(response) => response.destroy(), json('{}')] })
    expect((await sourceFor(server).get(`${server.origin}/a.json`)).schema).toEqual({})
  })

  test('a body that breaks off is not taken for the whole', async () => {
    const server = await startServer({
      '/a.json': [
        (response) => {
          response.writeHead(200, { 'content-length': '100' }).write('{}')
          setImmediate(() => response.destroy())
        },
        json('{"whole":true}'),
      ],
    })
    expect((await sourceFor(server).get(`${server.origin}/a.json`)).schema).toEqual({ whole: true })
  })

  test('a port where nobody listens', async () => {
    const error = await schemaErrorOf(
      fetchSchemas({ allowedHosts: ['127.0.0.1:1'], allowHttp: true, delay: async () => undefined }).get('http://127.0.0.1:1/a.json'),
    )
    expect([error.code, error.retryable]).toEqual(['schema-unreachable', true])
  })

  test.each<[string, Answer, string]>([
    ['404', status(404), 'schema-not-found'],
    ['410', status(410), 'schema-not-found'],
    ['403', status(403), 'schema-status'],
    ['a page', json('<html></html>'), 'schema-not-json'],
    ['nothing', json(''), 'schema-not-json'],
    ['bytes that are no UTF-8', (response) => response.end(new Uint8Array([0x22, 0xff, 0x22])), 'schema-not-json'],
    ['JSON that nests too deep', json('['.repeat(100_000)), 'schema-not-json'],
  ])('%s is final', async (_, answer, code) => {
    const server = await startServer({ '/a.json': answer })
    const error = await schemaErrorOf(sourceFor(server).get(`${server.origin}/a.json`))
    expect([error.code, error.retryable, server.requests.length]).toEqual([code, false, 1])
    expect(error.place.schema).toBe(`${server.origin}/a.json`)
  })
})

describe('time', () => {
  test.each<[string, Answer]>([
    ['headers that do not come', () => undefined],
    ['a body that stalls', (response) => response.writeHead(200).write('{"a":')],
  ])('%s', async (_, answer) => {
    const server = await startServer({ '/a.json': answer })
    const error = await schemaErrorOf(sourceFor(server, { timeoutMs: 50, attempts: 2 }).get(`${server.origin}/a.json`))
    expect([error.code, error.retryable, server.requests.length]).toEqual(['schema-timeout', true, 2])
  })

  test('a body that drips is not given more time', async () => {
    const server = await startServer({
      '/a.json': (response) => {
        const drip = setInterval(() => response.write(' '), 5)
        response.on('close', () => clearInterval(drip))
      },
    })
    const error = await schemaErrorOf(sourceFor(server, { timeoutMs: 60, attempts: 1 }).get(`${server.origin}/a.json`))
    expect(error.code).toBe('schema-timeout')
  })

  test('a fetch that does not heed its signal', async () => {
    const source = fetchSchemas({ fetch: () => new Promise(() => undefined), timeoutMs: 20, attempts: 1 })
    expect((await schemaErrorOf(source.get('https://raw.githubusercontent.com/a.json'))).code).toBe('schema-timeout')
  })
})

describe('size', () => {
  const large = `{"a":"${'x'.repeat(5_000)}"}`

  test.each<[string, Answer]>([
    ['that is declared', json(large)],
    ['that is not declared', (response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(large)],
    ['that only shows when it is unpacked', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large))],
  ])('%s', async (_, answer) => {
    const server = await startServer({ '/a.json': answer })
    const error = await schemaErrorOf(sourceFor(server, { maxBytes: 4_000 }).get(`${server.origin}/a.json`))
    expect([error.code, error.retryable, server.requests.length]).toEqual(['schema-too-large', false, 1])
  })

  test('without end is not read to its end', async () => {
    const server = await startServer({
      '/a.json': (response) => {
        const pour = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        }
        response.on('drain', pour)
        pour()
      },
    })
    const error = await schemaErrorOf(sourceFor(server, { maxBytes: 1_000_000 }).get(`${server.origin}/a.json`))
    expect(error.code).toBe('schema-too-large')
  })

  test('of exactly the limit is taken', async () => {
    const server = await startServer({ '/a.json': json(large) })
    const document = await sourceFor(server, { maxBytes: large.length }).get(`${server.origin}/a.json`)
    expect(document.schema).toEqual({ a: 'x'.repeat(5_000) })
  })
})

describe('aborts', () => {
  test('before the request: nothing is asked', async () => {
    const server = await startServer({ '/a.json': json('{}') })
    const reason = new Error('stop')
    await expect(sourceFor(server).get(`${server.origin}/a.json`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.requests).toEqual([])
  })

  test('while the body comes', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const server = await startServer({
      '/a.json': (response) => {
        response.writeHead(200).write('{')
        setImmediate(() => controller.abort(reason))
      },
    })
    await expect(sourceFor(server).get(`${server.origin}/a.json`, { signal: controller.signal })).rejects.toBe(reason)
    expect(server.requests).toEqual(['/a.json'])
  })

  test('while it waits for the next attempt', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const server = await startServer({
      '/a.json': (response) => {
        // The answer is there long before the first wait, of half a second, is over.
        response.on('finish', () => setTimeout(() => controller.abort(reason), 50))
        response.writeHead(500).end()
      },
    })
    const source = fetchSchemas({ allowedHosts: [server.host], allowHttp: true, random: () => 1 })
    const got = source.get(`${server.origin}/a.json`, { signal: controller.signal })
    await expect(got).rejects.toBe(reason)
    expect(server.requests).toEqual(['/a.json'])
  })
})
