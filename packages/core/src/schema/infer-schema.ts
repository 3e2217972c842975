import { parseBytes, startOfText } from '../json/decode-text.js'
import type { JsonValue } from '../json/json-value.js'
import type { ParseOptions } from '../json/parse-json.js'
import { profileBytes, type ByteProfile } from './byte-profiler.js'
import { finalizeSchema } from './finalize-schema.js'
import type { MapOptions } from './map-outline.js'
import { mergeProfiles } from './merge-profiles.js'
import { countScalars, createProfile } from './profile.js'
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

/** Options of the inference, and of the parser; `maxDepth` is the inference's, and containers may nest 1,000 deep. */
export interface InferBytesOptions extends InferOptions, Omit<ParseOptions, 'maxDepth'> {}

export const DEFAULT_MAX_KEYS = 2_000
/** The default of {@link ParseOptions}, and what a recursion may reach anywhere. */
const MAX_NESTING = 1_000

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

  /**
   * Add the documents of one entry, all of them or none: JSON, NDJSON, or an array at the top, whose elements are documents. A byte order mark
   * is passed over. The outcome is that of {@link add} for each document, and mostly several times as fast, since no values are made.
   *
   * @returns how many documents there were.
   * @throws DocumentParseError at the first fault, as the parser reports it. Nothing has been added then.
   */
  addBytes(bytes: Uint8Array, options: ParseOptions = {}): number {
    const before = this.#documents
    const profile = this.#profileBytes(bytes, options)
    if (profile && this.#profiler.mergeWithin(profile.root, profile.paths, profile.nesting)) this.#documents += profile.root.present
    else {
      // Parsed twice, so that a fault is met before anything counts, and only one document is held at a time.
      for (const document of parseBytes(bytes, options)) void document
      for (const document of parseBytes(bytes, options)) this.add(document)
    }
    return this.#documents - before
  }

  #profileBytes(bytes: Uint8Array, options: ParseOptions): ByteProfile | undefined {
    if (options.duplicateKeys === 'last') return undefined
    const maxNesting = Math.min(options.maxDepth ?? MAX_NESTING, MAX_NESTING)
    return profileBytes(bytes, startOfText(bytes, options), { ...this.#profiler.limits, maxNesting })
  }

  /** Documents seen so far. */
  get documents(): number {
    return this.#documents
  }

  /** Scalar values seen so far, null apart; undefined if containers that were not followed hide some. */
  get leaves(): number | undefined {
    return countScalars(this.#profiler.root)
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

/**
 * Infer one schema over all documents of one entry, or of several, from their bytes: JSON, NDJSON, or an array at the top, whose elements are
 * documents.
 *
 * @throws DocumentParseError at the first fault.
 */
export function inferSchemaFromBytes(bytes: Uint8Array | Iterable<Uint8Array>, options: InferBytesOptions = {}): Schema {
  const { duplicateKeys, place, baseOffsetBytes, baseLine } = options
  const inference = new SchemaInference(options)
  for (const entry of bytes instanceof Uint8Array ? [bytes] : bytes) {
    inference.addBytes(entry, { duplicateKeys, place, baseOffsetBytes, baseLine })
  }
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
