import type { JsonValue } from '../json/json-value.js'
import type { EntryFacts, RecordFacts } from './classification.js'

/** Where and how a document breaks its schema. Names, places and what the schema says; never a value of the document. */
export interface SchemaViolation {
  /** JSON pointer into the document. */
  readonly pointer: string
  /** The keyword of JSON Schema that is violated; `false schema` where nothing may stand. */
  readonly keyword: string
  /** What the keyword says, as ajv names it: `missingProperty`, `type`, `limit`, … Long lists are cut. */
  readonly params: Readonly<Record<string, unknown>>
  /** For people. */
  readonly message: string
}

/** What came out for one file. */
export interface EntryValidation {
  /** Whether all that is wrong with it is tolerated. */
  readonly isValid: boolean
  /** URL of the schema. */
  readonly schemaUrl: string
  /** The first errors that are not tolerated. */
  readonly errors: readonly SchemaViolation[]
  /** How many errors are not tolerated; where `isComplete` is false, at least. */
  readonly errorCount: number
  readonly toleratedCount: number
  /** False if there were so many errors in one place, or it nests so deep, that not all of it was looked at. */
  readonly isComplete: boolean
}

/** Checks entries against the JSON Schemas that they claim. `@bridge-downstream/core/validation` makes one. */
export interface EntryValidator {
  /**
   * @param values what stands at the top of the entry: one value, or a value a line.
   * @param url of the schema.
   * @returns undefined if this record is not validated.
   * @throws SchemaError if the schema cannot be had or used.
   */
  validate(values: readonly JsonValue[], url: string, entry: EntryFacts, record: RecordFacts): Promise<EntryValidation | undefined>
}
