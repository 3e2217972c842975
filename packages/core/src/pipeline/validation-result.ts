import type { EntryReport } from './record-report.js'

/** What was found out about a record, just now or as its receipt tells, and the metadata of its archive. */
export interface JudgedRecord {
  readonly archive: string
  readonly recordId: string
  readonly reason?: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly entries: readonly JudgedEntry[]
}

/** What is known of one of its entries. */
export type JudgedEntry = { readonly [K in 'path' | 'outcome' | 'reason' | 'validation' | 'claim']?: EntryReport[K] | undefined } & Pick<
  EntryReport,
  'path'
>

/** What an invalid record's message carries, in the shape that BridgeDownstream's consumers read. */
export interface ValidationResult {
  readonly assessmentId: string | undefined
  readonly assessmentRevision: number | undefined
  readonly appId: string | undefined
  readonly recordId: string
  readonly schema_url: string
  /** At most 10 messages for each entry, each with the JSON pointer of what is wrong. */
  readonly errors: Readonly<Record<string, readonly string[]>>
}

/**
 * The validation result of a record: what each of its bad entries lacks. Of an archive that cannot be opened, the reason stands under the
 * archive's name.
 */
export function validationResult(record: JudgedRecord, app?: string): ValidationResult {
  const revision = Number(record.metadata['assessmentrevision'])
  const bad = record.entries.filter((entry) => entry.outcome === 'quarantined')
  const errors = bad.map(({ path, validation, reason }): [string, string[]] => {
    const found = validation?.errors.map(({ pointer, message }) => `${pointer === '' ? 'the whole' : pointer}: ${message}`) ?? []
    return [path, found.length > 0 ? found : [reason ?? '']]
  })
  if (record.reason !== undefined) errors.push([record.archive, [record.reason]])
  const urls = new Set(bad.map(({ claim }) => claim?.url ?? ''))
  return {
    assessmentId: record.metadata['assessmentid'],
    assessmentRevision: Number.isInteger(revision) ? revision : undefined,
    appId: app,
    recordId: record.recordId,
    schema_url: urls.size === 1 ? [...urls][0]! : '',
    errors: Object.fromEntries(errors),
  }
}
