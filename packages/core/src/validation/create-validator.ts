import { RecentMap } from '../datasets/recent-map.js'
import type { GetSchemaOptions, SchemaSource } from '../datasets/schema-source.js'
import { SharedCalls } from '../datasets/shared-calls.js'
import { parseSchemaUrl } from '../datasets/schema-url.js'
import { CompiledSchema } from './compiled-schema.js'
import { linkSchema, type LinkLimits } from './link-schema.js'

export interface ValidatorOptions extends Partial<LinkLimits> {
  /** How many compiled schemas are kept; beyond, those used longest ago go. Default 200. */
  readonly maxCompiled?: number | undefined
}

/** Compiles schemas, each once. */
export interface Validator {
  /**
   * The schema at a URL, ready to validate.
   *
   * @param url absolute; its fragment may name a part of the document.
   * @throws SchemaError
   */
  compile(url: string, options?: GetSchemaOptions): Promise<CompiledSchema>
}

/**
 * A validator of documents by JSON Schemas of a source.
 *
 * Schemas of an archive's own (`archive:` URLs) are this archive's only: they need a validator for each archive.
 *
 * @param options.maxDocuments documents that one schema may consist of. Default 200.
 * @param options.maxSubschemas schemas within schemas, in all of them. Default 10,000.
 */
export function createValidator(source: SchemaSource, options: ValidatorOptions = {}): Validator {
  const { maxCompiled = 200, maxDocuments = 200, maxSubschemas = 10_000 } = options
  const limits: LinkLimits = { maxDocuments, maxSubschemas }
  const compiled = new RecentMap<CompiledSchema>(maxCompiled)
  const running = new SharedCalls<CompiledSchema>()

  const compile = async (url: string, signal: AbortSignal): Promise<CompiledSchema> => {
    const schema = new CompiledSchema(await linkSchema(url, source, limits, signal))
    compiled.set(url, schema)
    return schema
  }

  return {
    async compile(wanted, { signal } = {}) {
      const url = parseSchemaUrl(wanted).href + new URL(wanted).hash
      return compiled.get(url) ?? running.call(url, (shared) => compile(url, shared), signal)
    },
  }
}
