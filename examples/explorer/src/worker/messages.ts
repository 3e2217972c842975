import type { DictionaryTable, Ledger, LedgerItem, Schema, SchemaComparison, Table, TablePlan } from '@bridge-downstream/core'

/** A file that someone dropped. A blob: its bytes are read in the worker. */
export interface InputFile {
  readonly name: string
  readonly recordId?: string | undefined
  readonly blob: Blob
}

/** How far an exploration is. */
export interface ExploreProgress {
  readonly phase: 'schemas' | 'tables'
  /** From 0 to 1, never falling. */
  readonly fraction: number
  readonly archive: string
  readonly entry?: string | undefined
}

/** All that is known of an input. */
export interface Exploration {
  readonly ledger: Ledger
  readonly datasets: readonly ExploredDataset[]
  /** As the plans have them, parents before children. */
  readonly tables: readonly ExploredTable[]
}

export interface ExploredDataset {
  readonly dataset: string
  readonly schema: Schema
  readonly fingerprints: Fingerprints
  readonly plan: TablePlan
}

export interface Fingerprints {
  readonly labels: string
  readonly shape: string
  readonly exact: string
}

export interface ExploredTable {
  readonly dataset: string
  readonly table: Table
  /** The same for people. */
  readonly meaning: DictionaryTable
  readonly rows: number
  readonly parts: readonly ExploredPart[]
}

export interface ExploredPart {
  readonly rows: number
  /** The Parquet file. */
  readonly blob: Blob
}

/** A rectangle of cells; ends are exclusive. */
export interface CellRange {
  readonly table: string
  readonly firstRow: number
  readonly endRow: number
  readonly firstColumn: number
  readonly endColumn: number
}

/** Cells as text, column by column; null where there is none. */
export type ShownCells = readonly (readonly (string | null)[])[]

/** What was found at one dataset of two inputs. */
export type DatasetComparison =
  | { readonly dataset: string; readonly in: 'before' | 'after' }
  | { readonly dataset: string; readonly in: 'both'; readonly comparison: SchemaComparison }

export type DatasetSchema = Pick<ExploredDataset, 'dataset' | 'schema'>

/** Each request, with what answers it. */
export interface Calls {
  explore: { readonly request: readonly InputFile[]; readonly answer: Exploration }
  cells: { readonly request: CellRange; readonly answer: ShownCells }
  compare: {
    readonly request: { readonly before: readonly DatasetSchema[]; readonly after: readonly DatasetSchema[] }
    readonly answer: readonly DatasetComparison[]
  }
}

export type Request = { [K in keyof Calls]: { readonly id: number; readonly call: K; readonly request: Calls[K]['request'] } }[keyof Calls]

export type Reply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  /** A message for people; it names places, never a value. */
  | { readonly id: number; readonly kind: 'failure'; readonly message: string }
  | { readonly id: number; readonly kind: 'progress'; readonly progress: ExploreProgress }

export type { Ledger, LedgerItem, Schema, Table, TablePlan }
