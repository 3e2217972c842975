import type { ArchiveLimits } from '../archive/archive.js'
import type { EntryValidator } from '../datasets/entry-validator.js'
import type { StudyPreset } from '../datasets/presets.js'
import type { SchemaSource } from '../datasets/schema-source.js'
import type { ParseOptions } from '../json/parse-json.js'
import type { DecideDataset } from './decide-dataset.js'

export interface ExamineOptions {
  /** How archives of this kind are read. */
  readonly preset: StudyPreset
  /** Where JSON Schemas come from. Default: only from the archives themselves. */
  readonly schemas?: SchemaSource | undefined
  /** Default: entries are not validated. */
  readonly validator?: EntryValidator | undefined
  /** Decides where the structure of an entry puts it; `later` leaves that open. Default: by the entry's name alone. */
  readonly decide?: DecideDataset | 'later' | undefined
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
  readonly duplicateKeys?: ParseOptions['duplicateKeys']
  readonly signal?: AbortSignal | undefined
}
