import type { SchemaClaim } from '../datasets/claim-schema.js'
import type { EntryValidation } from '../datasets/entry-validator.js'
import type { TransformCount } from '../datasets/transforms.js'
import type { DatasetReason } from './decide-dataset.js'
import type { ExaminedEntry } from './examine-entry.js'
import type { ExaminedRecord } from './examine-record.js'

/** What was found out about a record, as plain JSON. */
export interface RecordReport {
  readonly archive: string
  readonly recordId: string
  readonly outcome: ExaminedRecord['outcome']
  /** Why the archive as a whole is quarantined. */
  readonly code?: string
  readonly reason?: string
  readonly entries: readonly EntryReport[]
}

export interface EntryReport {
  readonly path: string
  readonly outcome: ExaminedEntry['outcome']
  readonly code?: string
  readonly reason?: string
  readonly dataset?: string
  readonly decision?: DatasetReason
  readonly claim?: SchemaClaim
  readonly validation?: EntryValidation
  readonly transforms?: readonly TransformCount[]
  readonly documents: number
}

/** The findings of an examination without the documents: they can be kept for any number of records, and written as JSON. */
export function reportRecord({ archive, recordId, outcome, code, reason, entries }: ExaminedRecord): RecordReport {
  return present({ archive, recordId, outcome, code, reason, entries: entries.map(reportEntry) })
}

function reportEntry(entry: ExaminedEntry): EntryReport {
  const { path, outcome, code, reason, dataset, decision, claim, validation, transforms, documentCount } = entry
  const counted = transforms.length > 0 ? transforms : undefined
  return present({ path, outcome, code, reason, dataset, decision, claim, validation, transforms: counted, documents: documentCount })
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the fields that are undefined, as JSON has it. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}
