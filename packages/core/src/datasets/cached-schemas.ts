import { SchemaError } from '../errors.js'
import { RecentMap } from './recent-map.js'
import type { SchemaDocument, SchemaSource } from './schema-source.js'
import { parseSchemaUrl } from './schema-url.js'
import { SharedCalls } from './shared-calls.js'

export interface CachedSchemasOptions {
  /** How many documents, and how many failures, are kept; beyond, those used longest ago go. Default 100. */
  readonly maxDocuments?: number | undefined
  /** How long a failure is given again without asking, so that one archive, or one batch, asks once. Default 30,000 ms. */
  readonly failureMs?: number | undefined
  /** The time, in ms. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

interface Failure {
  readonly error: SchemaError
  readonly until: number
}

/** Each document is asked for once; callers at the same time share one request, which goes on until the last of them gives up. */
export function cachedSchemas(source: SchemaSource, options: CachedSchemasOptions = {}): SchemaSource {
  const { maxDocuments = 100, failureMs = 30_000, now = Date.now } = options
  const documents = new RecentMap<SchemaDocument>(maxDocuments)
  const failures = new RecentMap<Failure>(maxDocuments)
  const requests = new SharedCalls<SchemaDocument>()

  const request = async (url: string, signal: AbortSignal): Promise<SchemaDocument> => {
    try {
      const document = await source.get(url, { signal })
      documents.set(url, document)
      failures.delete(url)
      return document
    } catch (error) {
      if (error instanceof SchemaError && !signal.aborted) failures.set(url, { error, until: now() + failureMs })
      throw error
    }
  }

  return {
    async get(wanted, { signal } = {}) {
      signal?.throwIfAborted()
      const url = parseSchemaUrl(wanted).href
      const document = documents.get(url)
      if (document) return document
      const failure = failures.get(url)
      if (failure && now() < failure.until) throw failure.error
      return requests.call(url, (shared) => request(url, shared), signal)
    },
  }
}
