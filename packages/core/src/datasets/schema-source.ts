import { SchemaError } from '../errors.js'

/** A JSON Schema document as it was found. */
export interface SchemaDocument {
  /** Where it was found, after redirects and without fragment: relative references start from here. */
  readonly url: string
  /** SHA-256 of its bytes, as 64 hexadecimal digits. */
  readonly sha256: string
  /** Parsed, with all numbers as doubles. Shared between callers: not to be changed. */
  readonly schema: unknown
}

export interface GetSchemaOptions {
  /** An abort ends the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Finds JSON Schema documents by URL. */
export interface SchemaSource {
  /**
   * @param url absolute; a fragment is ignored.
   * @throws SchemaError
   */
  get(url: string, options?: GetSchemaOptions): Promise<SchemaDocument>
}

/**
 * The first of several sources that has a document. Only `schema-not-found` passes on to the next one: a source that fails, or that has
 * another document than was pinned, is never passed over in silence.
 */
export function firstOf(...sources: readonly SchemaSource[]): SchemaSource {
  return {
    async get(url, options) {
      let missing: unknown
      for (const source of sources) {
        try {
          return await source.get(url, options)
        } catch (error) {
          if (!(error instanceof SchemaError) || error.code !== 'schema-not-found') throw error
          missing = error
        }
      }
      throw missing ?? new SchemaError('There is no source of schemas', { code: 'schema-not-found', hint: 'Give at least one.' })
    },
  }
}
