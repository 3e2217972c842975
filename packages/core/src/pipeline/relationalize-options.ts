import type { ArchiveLimits, ArchiveSource } from '../archive/archive.js'
import type { Road } from '../columns/entry-road.js'
import type { Cell } from '../tables/cell.js'
import type { TableLimits } from '../tables/limit-schema.js'
import type { NamingConventionName } from '../tables/naming.js'
import type { PlaceOverride } from '../tables/place-override.js'
import type { InjectedColumn } from '../tables/table-plan.js'

export interface RelationalizeOptions {
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
  readonly tableLimits?: Partial<TableLimits> | undefined
  /** Containers inside each other that become tables and columns; deeper ones are kept as JSON text. Default 64. */
  readonly maxDepth?: number | undefined
  /** Whether objects whose keys are data (dates, ids, numbers) become tables of key and value. Default `infer`. */
  readonly maps?: 'infer' | 'never' | undefined
  /** What an object is, by path, whatever the rules say: `{ '$.dailyTotals': 'map', '$.answers': 'object' }`. */
  readonly mapOverrides?: Readonly<Record<string, 'map' | 'object'>> | undefined
  /** A key that stands twice in one object: an error (default), or the last one wins. */
  readonly duplicateKeys?: 'error' | 'last' | undefined
  /** How tables and columns are named. Default `glue`. */
  readonly convention?: NamingConventionName | undefined
  /** What to do at single places, by dataset and path: `{ taskData_v1: { '$.raw': { json: true } } }`. See `planTables`. */
  readonly overrides?: DatasetOverrides | undefined
  /** Columns that every table has, and their values for one archive. Default: `recordid`. */
  readonly injected?: InjectedFields | undefined
  /** What a bad entry takes with it: only itself (default), or all of its record. */
  readonly quarantine?: 'entry' | 'record' | undefined
  /** Rows of a row group. Default 122,880. */
  readonly rowGroupRows?: number | undefined
  /** A part that has grown to this size is closed and the next one begun. Default 128 MiB. */
  readonly partSizeBytes?: number | undefined
  /**
   * How bytes become columns: `reference` parses documents and walks them, `fast` reads the columns straight from the bytes, `auto` (default) is
   * the fast one where it pays. The tables are the same, byte for byte.
   */
  readonly road?: Road | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /**
   * Called before each entry is read. What can be written in one reading has the phase `survey` alone; where that is found not to do, the survey
   * begins anew. Not called for NDJSON that is read as a stream: count the chunks of its source.
   */
  readonly onEntry?: ((progress: EntryProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Overrides by dataset, then by path as the plan spells it. */
export type DatasetOverrides = Readonly<Record<string, Readonly<Record<string, PlaceOverride>>>>

export interface InjectedFields {
  readonly columns: readonly InjectedColumn[]
  values(source: ArchiveSource, recordId: string): Readonly<Record<string, Cell>>
}

export interface Progress {
  /** `survey`: an archive was read. `tables`: what it gave is in the tables; either in a second reading, or for all archives at the end. */
  readonly phase: 'survey' | 'tables'
  readonly archives: number
  readonly total: number
}

/** How far a run is within one archive. */
export interface EntryProgress {
  readonly phase: Progress['phase']
  readonly archive: string
  /** Path of the entry that is read next. */
  readonly entry: string
  /** Entries of the archive before it. */
  readonly entries: number
  /** Entries of the archive. */
  readonly total: number
}
