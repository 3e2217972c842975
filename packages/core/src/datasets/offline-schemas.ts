import { SchemaError } from '../errors.js'
import type { SchemaSource } from './schema-source.js'
import { parseSchemaUrl, shownUrl } from './schema-url.js'

/**
 * Has nothing: what stands last in {@link firstOf} where the network may not be used, to say so.
 *
 * @throws SchemaError `schema-offline`, always.
 */
export function offlineSchemas(): SchemaSource {
  return {
    async get(url) {
      throw new SchemaError('The schema is not in the mirror, and the network may not be used', {
        code: 'schema-offline',
        schema: shownUrl(parseSchemaUrl(url)),
        hint: 'Put it into the mirror, at its host and path.',
      })
    },
  }
}
