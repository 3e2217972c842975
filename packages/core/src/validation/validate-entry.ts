import type { Allowance } from '../datasets/allowances.js'
import type { JsonValue } from '../json/json-value.js'
import { violationOf, type CompiledSchema, type Finding } from './compiled-schema.js'
import { toleranceFor } from './match-allowance.js'
import { TOO_DEEP, TOO_MANY, type SchemaViolation } from './violation.js'

export interface ValidateEntryOptions {
  /** Base name of the entry, by which allowances are chosen. */
  readonly file: string
  /** Default: none. */
  readonly allowances?: readonly Allowance[] | undefined
  /** How many errors are told. Default 10. */
  readonly maxErrors?: number | undefined
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

/**
 * Validate the content of one file: a document, or an array of them.
 *
 * Memory does not grow with the number of errors.
 */
export function validateEntry(compiled: CompiledSchema, value: JsonValue, options: ValidateEntryOptions): EntryValidation {
  return sumUp(compiled, compiled.findings(value), options)
}

/**
 * Validate a file whose array comes element by element. Where the schema is not {@link CompiledSchema.isByElement by element}, the
 * elements are collected first.
 */
export function validateElements(compiled: CompiledSchema, elements: Iterable<JsonValue>, options: ValidateEntryOptions): EntryValidation {
  return sumUp(compiled, compiled.findingsOfElements(elements), options)
}

function sumUp(compiled: CompiledSchema, findings: Iterable<Finding>, options: ValidateEntryOptions): EntryValidation {
  const { file, allowances = [], maxErrors = 10 } = options
  const isTolerated = toleranceFor(file, allowances)
  const errors: SchemaViolation[] = []
  let [errorCount, toleratedCount, isComplete] = [0, 0, true]
  for (const finding of findings) {
    if (finding.error.keyword === TOO_MANY || finding.error.keyword === TOO_DEEP) isComplete = false
    else if (isTolerated(finding)) {
      toleratedCount++
      continue
    }
    errorCount++
    if (errors.length < maxErrors) errors.push(violationOf(finding))
  }
  return { isValid: errorCount === 0, schemaUrl: compiled.url, errors, errorCount, toleratedCount, isComplete }
}
