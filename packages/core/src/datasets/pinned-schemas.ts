import { SchemaError } from '../errors.js'
import type { SchemaLock } from './schema-lock.js'
import type { SchemaSource } from './schema-source.js'
import { parseSchemaUrl, shownUrl } from './schema-url.js'

/** `record` pins what is new; `frozen` refuses it. */
export type PinMode = 'record' | 'frozen'

/**
 * Schemas that must have the bytes that the lock says: a schema that changes under a running study is an error, never a surprise.
 *
 * @param lock `record` adds new pins to it.
 * @throws SchemaError `schema-changed`; `schema-not-pinned` (mode `frozen`, before anything is asked for); and what `source` throws.
 */
export function pinnedSchemas(source: SchemaSource, lock: SchemaLock, mode: PinMode): SchemaSource {
  return {
    async get(wanted, options) {
      const url = parseSchemaUrl(wanted).href
      if (mode === 'frozen' && !lock.schemas.has(url)) throw notPinnedError(url)
      const document = await source.get(url, options)
      const pinned = lock.schemas.get(url)
      if (pinned === undefined) lock.schemas.set(url, document.sha256)
      else if (pinned !== document.sha256) throw changedError(url, pinned, document.sha256)
      return document
    },
  }
}

function notPinnedError(url: string): SchemaError {
  return new SchemaError('The schema is not in the lock', {
    code: 'schema-not-pinned',
    schema: shownUrl(url),
    hint: 'Pin it with the mode "record", and look at what is added to the lock.',
  })
}

function changedError(url: string, pinned: string, found: string): SchemaError {
  return new SchemaError(`The schema has changed: it was pinned with SHA-256 ${pinned} and has ${found} now`, {
    code: 'schema-changed',
    schema: shownUrl(url),
    hint: 'If the change is meant, remove its line from the lock and record it anew; if not, use a mirror that has the pinned bytes.',
  })
}
