import type { Allowance } from '../datasets/allowances.js'
import type { EntryValidation, SchemaViolation } from '../datasets/entry-validator.js'
import type { JsonValue } from '../json/json-value.js'
import { violationOf, type CompiledSchema, type Finding } from './compiled-schema.js'
import { toleranceFor } from './match-allowance.js'
import { TOO_DEEP, TOO_MANY } from './violation.js'

export interface ValidateEntryOptions {
  /** Base name of the entry, by which allowances are chosen. */
  readonly file: string
  /** Default: none. */
  readonly allowances?: readonly Allowance[] | undefined
  /** How many errors are told. Default 10. */
  readonly maxErrors?: number | undefined
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
