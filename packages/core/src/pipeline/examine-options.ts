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
  /**
   * What becomes of an entry whose JSON Schema cannot be had just now, though it may be later. Default: it is quarantined, and replayed
   * when the schema can be had; `throw` is for who tries again by himself.
   */
  readonly whenUnavailable?: 'quarantine' | 'throw' | undefined
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
  readonly duplicateKeys?: ParseOptions['duplicateKeys']
  readonly signal?: AbortSignal | undefined
}
