import {
  allowancesFor,
  isValidated,
  MOBILE_TOOLBOX_ANDROID,
  UNVALIDATED_ASSESSMENTS,
  type AllowanceSet,
  type AssessmentRevision,
} from '../datasets/allowances.js'
import type { RecordFacts } from '../datasets/classification.js'
import type { EntryValidation, EntryValidator } from '../datasets/entry-validator.js'
import { readRevision } from '../datasets/record-metadata.js'
import type { SchemaSource } from '../datasets/schema-source.js'
import { isArchiveUrl, parseSchemaUrl } from '../datasets/schema-url.js'
import type { JsonValue } from '../json/json-value.js'
import type { CompiledSchema } from './compiled-schema.js'
import { createValidator } from './create-validator.js'
import { validateEntry, type ValidateEntryOptions } from './validate-entry.js'

export interface EntryValidatorOptions {
  /** The app that the archives come from: allowances are made for one app. */
  readonly app?: string | undefined
  /** Default: those for what Mobile Toolbox on Android is known to write. */
  readonly allowances?: readonly AllowanceSet[] | undefined
  /** Assessments whose records are not validated. Default: those from before their schemas were published. */
  readonly unvalidated?: readonly AssessmentRevision[] | undefined
  /** How many errors of an entry are told. Default 10. */
  readonly maxErrors?: number | undefined
}

/** Validates the entries of archives. Each schema of `schemas` is compiled once; those that stand in an archive, for each of its entries. */
export function createEntryValidator(schemas: SchemaSource, options: EntryValidatorOptions = {}): EntryValidator {
  const { app = '', allowances = [MOBILE_TOOLBOX_ANDROID], unvalidated = UNVALIDATED_ASSESSMENTS, maxErrors } = options
  const shared = createValidator(schemas)
  return {
    async validate(values, url, { name }, record) {
      if (isExempt(record, unvalidated)) return undefined
      const validator = isArchiveUrl(parseSchemaUrl(url)) ? createValidator(record.schemas) : shared
      const tolerated = allowancesFor({ appId: app, clientInfo: record.metadata['clientinfo'] }, allowances)
      return validateValues(await validator.compile(url), values, { file: name, allowances: tolerated, maxErrors })
    },
  }
}

function isExempt(record: RecordFacts, unvalidated: readonly AssessmentRevision[]): boolean {
  const assessment = record.metadata['assessmentid']
  const revision = readRevision(record)
  return assessment !== undefined && revision !== undefined && !isValidated(assessment, revision, unvalidated)
}

/** Where an entry has a value a line, the pointers of errors begin with the value's position. */
function validateValues(compiled: CompiledSchema, values: readonly JsonValue[], options: ValidateEntryOptions): EntryValidation {
  const found = values.map((value) => validateEntry(compiled, value, options))
  const [only] = found
  if (only && found.length === 1) return only
  const sum = (of: 'errorCount' | 'toleratedCount'): number => found.reduce((total, each) => total + each[of], 0)
  const errors = found.flatMap((each, position) => each.errors.map((error) => ({ ...error, pointer: `/${position}${error.pointer}` })))
  return {
    isValid: found.every(({ isValid }) => isValid),
    schemaUrl: compiled.url,
    errors: errors.slice(0, options.maxErrors ?? 10),
    errorCount: sum('errorCount'),
    toleratedCount: sum('toleratedCount'),
    isComplete: found.every(({ isComplete }) => isComplete),
  }
}
