import type { JsonValue } from '../json/json-value.js'
import type { EntryFacts, RecordFacts } from './classification.js'

/** Where and how a value does not satisfy its JSON Schema. Never holds the value. */
export interface ValidationError {
  /** JSON pointer into the value that is wrong; the elements of a top-level array are numbered. */
  readonly pointer: string
  /** The keyword of JSON Schema that is not satisfied. */
  readonly keyword: string
  /** What the keyword asks for, as ajv has it: `{ type: 'integer' }`, `{ missingProperty: 'stepPath' }`. */
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

export interface EntryValidation {
  /** The first errors of the entry. */
  readonly errors: readonly ValidationError[]
  /** All errors that are not tolerated. */
  readonly errorCount: number
  /** Errors that an allowance tolerates. */
  readonly toleratedCount: number
}

/** Checks entries against the JSON Schemas that they claim. `@bridge-downstream/core/validation` makes one. */
export interface EntryValidator {
  /**
   * @param values what stands at the top of the entry: one value, or a value a line.
   * @param url of the schema; its document, and those that it refers to, come from the record's schemas.
   * @returns undefined if this entry is exempt.
   * @throws SchemaError if the schema cannot be had or used.
   */
  validate(values: readonly JsonValue[], url: string, entry: EntryFacts, record: RecordFacts): Promise<EntryValidation | undefined>
}
