import { SchemaError } from '../errors.js'
import { notFoundError, readSchemaDocument, tooLargeError } from './read-schema-document.js'
import type { SchemaDocument } from './schema-source.js'
import { parseSchemaUrl, shownUrl } from './schema-url.js'
import { withinTime } from './within-time.js'

/** What a request may do. */
export interface FetchLimits {
  readonly fetch: typeof globalThis.fetch
  /** In lower case, with a port that is not the scheme's own. */
  readonly allowedHosts: ReadonlySet<string>
  readonly allowedSchemes: ReadonlySet<string>
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly maxRedirects: number
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/** One attempt, with all its redirects, within the time. */
export function requestSchema(url: URL, limits: FetchLimits, signal: AbortSignal | undefined): Promise<SchemaDocument> {
  const timeout = (): SchemaError =>
    new SchemaError(`The schema did not come within ${limits.timeoutMs} ms`, {
      code: 'schema-timeout',
      schema: shownUrl(url),
      retryable: true,
    })
  return withinTime(limits.timeoutMs, signal, timeout, (until) => followRedirects(url, limits, until))
}

async function followRedirects(start: URL, limits: FetchLimits, signal: AbortSignal): Promise<SchemaDocument> {
  let url = start
  for (let redirects = 0; redirects <= limits.maxRedirects; redirects++) {
    checkAllowed(url, limits)
    const response = await send(url, limits, signal)
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null
    if (location === null) return readSchemaDocument(url.href, await readBody(checkStatus(response, url), url, limits.maxBytes, signal))
    discard(response)
    if (!URL.canParse(location, url.href)) throw statusError(response, url)
    url = parseSchemaUrl(new URL(location, url).href)
  }
  throw refusedError(`The schema is redirected more than ${limits.maxRedirects} times`, start)
}

function checkAllowed(url: URL, limits: FetchLimits): void {
  if (!limits.allowedSchemes.has(url.protocol)) {
    throw refusedError('Schemas are not fetched by this scheme', url, 'Declare schemas by https URL, or by file name.')
  }
  if (!limits.allowedHosts.has(url.host)) {
    throw refusedError(
      'Schemas are not fetched from this host',
      url,
      'If it can be trusted, put the schema into a mirror (--schema-mirror, schemaMirror); a program may name the host in `allowedHosts`.',
    )
  }
  if (url.username !== '' || url.password !== '') throw refusedError('The URL of a schema may not hold credentials', url)
}

function send(url: URL, { fetch }: FetchLimits, signal: AbortSignal): Promise<Response> {
  const request: RequestInit = {
    signal,
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: { accept: 'application/schema+json, application/json;q=0.9, */*;q=0.1' },
  }
  return reach(() => fetch(url.href, request), url, signal)
}

function checkStatus(response: Response, url: URL): Response {
  if (response.ok) return response
  discard(response)
  // A browser hides where a redirect leads.
  if (response.type === 'opaqueredirect') throw refusedError('The schema is redirected', url, 'Declare the URL that it is redirected to.')
  throw statusError(response, url)
}

function statusError({ status }: Response, url: URL): SchemaError {
  if (status === 404 || status === 410) return notFoundError(`There is no such schema (HTTP status ${status})`, url)
  return new SchemaError(`The schema's host answered with HTTP status ${status}`, {
    code: 'schema-status',
    schema: shownUrl(url),
    retryable: status === 408 || status === 429 || status >= 500,
  })
}

/** All bytes, counted as they come: the length that a host declares may be a lie, and what comes compressed grows. */
async function readBody(response: Response, url: URL, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  if (response.body === null) return new Uint8Array()
  const reader = response.body.getReader()
  try {
    if (Number(response.headers.get('content-length')) > maxBytes) throw tooLargeError(url, maxBytes)
    let sizeBytes = 0
    for (;;) {
      const { done, value } = await reach(() => reader.read(), url, signal)
      if (done) return join(chunks, sizeBytes)
      chunks.push(value)
      sizeBytes += value.length
      if (sizeBytes > maxBytes) throw tooLargeError(url, maxBytes)
    }
  } catch (error) {
    // Not awaited: a host that stalls would stall here as well.
    reader.cancel().catch(() => undefined)
    throw error
  }
}

function join(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Lets the connection be used again, or closed. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined)
}

/** Whatever goes wrong on the way is the host's or the network's doing. */
async function reach<T>(action: () => Promise<T>, url: URL, signal: AbortSignal): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    signal.throwIfAborted()
    throw new SchemaError("The schema's host could not be reached, or broke off", {
      code: 'schema-unreachable',
      schema: shownUrl(url),
      retryable: true,
      hint: 'Without a network, use a mirror.',
      cause,
    })
  }
}

function refusedError(what: string, url: URL, hint?: string): SchemaError {
  return new SchemaError(what, { code: 'schema-refused', schema: shownUrl(url), hint })
}
