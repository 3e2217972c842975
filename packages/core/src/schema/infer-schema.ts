import type { JsonValue } from '../json/json-value.js'
import { finalizeSchema, type MapOptions } from './finalize-schema.js'
import { mergeProfiles } from './merge-profiles.js'
import { createProfile } from './profile.js'
import { profileSchema } from './profile-schema.js'
import { Profiler } from './profiler.js'
import type { Schema } from './schema.js'

export interface InferOptions extends MapOptions {
  /** How many containers inside each other are followed; deeper ones are kept as JSON text. Default 64. */
  readonly maxDepth?: number | undefined
  /** Keys of one object beyond which it can only be a map. Default 2,000, the columns that a table may have. */
  readonly maxKeys?: number | undefined
  /** Distinct paths beyond which containers are followed less deep. Default 100,000. */
  readonly maxPaths?: number | undefined
}

export const DEFAULT_MAX_KEYS = 2_000

/**
 * Gathers what documents have in common, one at a time, in memory that grows with their structure and not with their number. Nothing is
 * sampled. The outcome does not depend on the order of the documents, unless `maxPaths` is reached.
 */
export class SchemaInference {
  readonly #profiler: Profiler
  readonly #options: InferOptions
  #documents = 0

  constructor(options: InferOptions = {}) {
    this.#options = options
    this.#profiler = new Profiler({
      maxDepth: options.maxDepth ?? 64,
      maxKeys: maxKeysOf(options),
      maxPaths: options.maxPaths ?? 100_000,
    })
  }

  add(document: JsonValue): void {
    this.#documents++
    this.#profiler.add(document)
  }

  /** Add all that another inference has seen. */
  merge(other: SchemaInference): void {
    this.#documents += other.#documents
    this.#profiler.merge(other.#profiler.root)
  }

  /** The schema of everything seen so far. */
  schema(): Schema {
    return finalizeSchema(this.#profiler.root, this.#documents, this.#options)
  }
}

/** Infer one schema over all documents. */
export function inferSchema(documents: Iterable<JsonValue>, options: InferOptions = {}): Schema {
  const inference = new SchemaInference(options)
  for (const document of documents) inference.add(document)
  return inference.schema()
}

/** Infer one schema over documents that arrive over time. */
export async function inferSchemaFrom(documents: AsyncIterable<JsonValue>, options: InferOptions = {}): Promise<Schema> {
  const inference = new SchemaInference(options)
  for await (const document of documents) inference.add(document)
  return inference.schema()
}

/**
 * The schema of everything that any of the schemas has seen or declares. Its structure does not depend on their order, on how they are
 * grouped, or on repetition; counts add up. Without schemas: a schema that has seen nothing.
 *
 * @param options as they were given to the inference: maps are decided anew.
 */
export function mergeSchemas(schemas: Iterable<Schema>, options: InferOptions = {}): Schema {
  const merged = createProfile()
  let documents = 0
  for (const schema of schemas) {
    mergeProfiles(merged, profileSchema(schema), maxKeysOf(options))
    documents += schema.documents
  }
  return finalizeSchema(merged, documents, options)
}

function maxKeysOf({ maps, maxKeys = DEFAULT_MAX_KEYS }: InferOptions): number {
  return maps === 'never' ? Infinity : maxKeys
}
