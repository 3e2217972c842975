import type { JsonValue } from '../json/json-value.js'
import { finalizeSchema } from './finalize-schema.js'
import { observe } from './observe.js'
import { createProfile, mergeProfiles, type Profile } from './profile.js'
import type { Schema } from './schema.js'

export interface InferOptions {
  /** How many containers inside each other are followed; deeper ones are kept as JSON text. Default 64. */
  readonly maxDepth?: number | undefined
}

/** Gathers what documents have in common, one at a time, in memory that grows with their structure and not with their number. */
export class SchemaInference {
  readonly #profile: Profile = createProfile()
  readonly #maxDepth: number

  constructor(options: InferOptions = {}) {
    this.#maxDepth = options.maxDepth ?? 64
  }

  add(document: JsonValue): void {
    observe(this.#profile, document, this.#maxDepth)
  }

  /** Add all that another inference has seen. The order of merging does not matter. */
  merge(other: SchemaInference): void {
    mergeProfiles(this.#profile, other.#profile)
  }

  /** The schema of everything seen so far. */
  schema(): Schema {
    return finalizeSchema(this.#profile)
  }
}

/** Infer one schema over all documents; nothing is sampled. */
export function inferSchema(documents: Iterable<JsonValue>, options: InferOptions = {}): Schema {
  const inference = new SchemaInference(options)
  for (const document of documents) inference.add(document)
  return inference.schema()
}
