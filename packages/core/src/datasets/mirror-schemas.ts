import { SchemaError, StoreError } from '../errors.js'
import { DEFAULT_MAX_SCHEMA_BYTES, notFoundError, readSchemaDocument, tooLargeError } from './read-schema-document.js'
import type { GetSchemaOptions, SchemaSource } from './schema-source.js'
import { decodedSegments, parseSchemaUrl, shownUrl } from './schema-url.js'

/** What a mirror needs of a store; every `Store` has it. */
export interface MirrorStore {
  get(key: string, options?: GetSchemaOptions): Promise<{ readonly sizeBytes: number; bytes(): Promise<Uint8Array> }>
}

/**
 * Schemas that lie in a store by host and path: `https://host/a/b.json` at `host/a/b.json`. A path without `.json` is also looked for with
 * it. URLs with a query are not found, since a mirror cannot tell them apart.
 *
 * @param options.maxBytes Default 5 MiB.
 * @throws SchemaError `schema-not-found`, `schema-too-large`, `schema-not-json`; `schema-unreachable` if the store fails.
 */
export function mirrorSchemas(store: MirrorStore, options: { readonly maxBytes?: number | undefined } = {}): SchemaSource {
  const { maxBytes = DEFAULT_MAX_SCHEMA_BYTES } = options
  return {
    async get(wanted, { signal } = {}) {
      const url = parseSchemaUrl(wanted)
      for (const key of keysOf(url)) {
        const bytes = await readObject(store, key, url, maxBytes, signal)
        if (bytes) return readSchemaDocument(url.href, bytes)
      }
      throw notFoundError('The mirror does not have the schema', url, 'Put it into the mirror, at its host and path.')
    },
  }
}

function keysOf(url: URL): string[] {
  if (url.host === '' || url.search !== '') return []
  const key = [url.host, ...decodedSegments(url)].join('/')
  return key.endsWith('.json') ? [key] : [key, `${key}.json`]
}

/** The object's bytes; undefined if there is none, or there cannot be one. */
async function readObject(
  store: MirrorStore,
  key: string,
  url: URL,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  signal?.throwIfAborted()
  try {
    const object = await store.get(key, { signal })
    if (object.sizeBytes > maxBytes) throw tooLargeError(url, maxBytes)
    return await object.bytes()
  } catch (cause) {
    signal?.throwIfAborted()
    if (!(cause instanceof StoreError)) throw cause
    if (cause.code === 'not-found' || cause.code === 'bad-key') return undefined
    throw new SchemaError('The mirror could not be read', {
      code: 'schema-unreachable',
      schema: shownUrl(url),
      retryable: cause.retryable,
      cause,
    })
  }
}
