import type { JsonValue } from '../json/json-value.js'
import type { SchemaClaim } from './claim-schema.js'
import type { SchemaSource } from './schema-source.js'

/** What a classifier may know of an archive. */
export interface RecordFacts {
  /** Name of the archive: a path or a key. */
  readonly archive: string
  readonly recordId: string
  /** User metadata of the archive; keys in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  /** JSON Schemas: entries of the archive itself, by `archive:///{path}`, and whatever else is configured. */
  readonly schemas: SchemaSource
  /** Paths of all entries, JSON or not, folders apart. */
  readonly paths: readonly string[]
  /**
   * The JSON of an entry; an array stays one value, and of NDJSON it is the first line's.
   *
   * @throws DocumentParseError or ArchiveError if the entry cannot be read.
   */
  json(path: string): Promise<JsonValue>
}

/** What a classifier may know of one entry. */
export interface EntryFacts {
  readonly path: string
  /** Base name of the path. */
  readonly baseName: string
  /** The name the entry is known by: the base name, unless it was renamed. */
  readonly name: string
}

/** Which dataset an entry belongs to, as far as its names tell. */
export interface Classification {
  /** Identifier such as `MotionRecord_v1`; undefined: its structure decides (known or inferred). */
  readonly dataset?: string | undefined
  /** Why: by the identifier of its JSON Schema, or by a mapping of names. Undefined together with `dataset`. */
  readonly reason?: { readonly by: 'declared' | 'mapped'; readonly because: string } | undefined
  /** The JSON Schema that the entry says, or is said, to satisfy. */
  readonly claim?: SchemaClaim | undefined
  /** What the names tell besides, for injected fields: a cohort, an export date. */
  readonly values?: Readonly<Record<string, string | number | null>> | undefined
}

/**
 * Decides where entries belong. Called once for each JSON entry of a record.
 *
 * A `BridgeDownstreamError` that it throws quarantines the record with that reason; anything else ends the run.
 */
export interface Classifier {
  classify(entry: EntryFacts, record: RecordFacts): Classification | Promise<Classification>
}
