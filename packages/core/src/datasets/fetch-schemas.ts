import { SchemaError } from '../errors.js'
import { delay as waitFor } from '../platform/delay.js'
import { requestSchema, type FetchLimits } from './request-schema.js'
import { DEFAULT_MAX_SCHEMA_BYTES } from './read-schema-document.js'
import type { SchemaDocument, SchemaSource } from './schema-source.js'
import { parseSchemaUrl } from './schema-url.js'

/** Hosts of the schemas of Bridge's studies. */
export const DEFAULT_SCHEMA_HOSTS: readonly string[] = ['sage-bionetworks.github.io', 'raw.githubusercontent.com']

export interface FetchSchemasOptions {
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Hosts that may be asked, with the port where it is not 443. Default {@link DEFAULT_SCHEMA_HOSTS}. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Whether plain HTTP is allowed too. Default false. */
  readonly allowHttp?: boolean | undefined
  /** For one attempt, from the request to the last byte of the answer. Default 10,000 ms. */
  readonly timeoutMs?: number | undefined
  /** Default 5 MiB. */
  readonly maxBytes?: number | undefined
  /** Redirects in a row. Default 5. */
  readonly maxRedirects?: number | undefined
  /** Attempts in all. Default 3. */
  readonly attempts?: number | undefined
  /** Waits between attempts; an abort ends the wait. Default: a timer. */
  readonly delay?: ((delayMs: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
  /** From 0 to 1; spreads the waits of many workers. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}

/** Before the second attempt; it doubles with each further one. */
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 8_000

/**
 * Schemas from the network.
 *
 * A URL comes out of a study phone's upload, so only allowed hosts are asked, by https, and every redirect is checked like the URL itself:
 * this stands between a hostile manifest and the network around this process. Attempts that may succeed later (429, 408, 5xx, network,
 * time-out) are made again; all others fail at once.
 *
 * In a browser, which does not say where a redirect leads, redirects are refused.
 *
 * @throws SchemaError `schema-refused`, `schema-not-found` (404, 410), `schema-status`, `schema-timeout`, `schema-unreachable`,
 *   `schema-too-large`, `schema-not-json`.
 */
export function fetchSchemas(options: FetchSchemasOptions = {}): SchemaSource {
  const { attempts = 3, delay = waitFor, random = Math.random } = options
  const limits: FetchLimits = {
    fetch: options.fetch ?? globalThis.fetch,
    allowedHosts: new Set((options.allowedHosts ?? DEFAULT_SCHEMA_HOSTS).map((host) => host.toLowerCase())),
    allowedSchemes: new Set(options.allowHttp === true ? ['https:', 'http:'] : ['https:']),
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_SCHEMA_BYTES,
    maxRedirects: options.maxRedirects ?? 5,
  }
  return {
    async get(wanted, { signal } = {}): Promise<SchemaDocument> {
      const url = parseSchemaUrl(wanted)
      for (let attempt = 1; ; attempt++) {
        try {
          return await requestSchema(url, limits, signal)
        } catch (error) {
          if (!(error instanceof SchemaError) || !error.retryable || attempt >= attempts) throw error
        }
        const longest = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS)
        await delay(longest * (0.5 + random() / 2), signal)
      }
    },
  }
}
