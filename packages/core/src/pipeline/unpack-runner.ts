import type { ArchiveSource } from '../archive/archive.js'
import type { Schema } from '../schema/schema.js'
import type { ReceiptOutcome } from './receipt.js'
import type { RecordReport } from './record-report.js'

/** An archive that is to be unpacked. */
export interface UnpackSource {
  /** Unique among the sources; a path or a key. */
  readonly name: string
  /** Tells whether the archive has changed: an ETag, or size and time. */
  readonly version: string
  /** Reads its metadata; its bytes are read when they are asked for. */
  open(): Promise<ArchiveSource>
}

/** What was found in an archive, before anything of it is written. Plain data: it may come from another thread. */
export interface ExaminedArchive {
  readonly recordId: string
  /** The archive's user metadata. */
  readonly metadata: Readonly<Record<string, string>>
  /** SHA-256 of the archive's bytes. */
  readonly digest: string
  readonly report: RecordReport
  /** The entries that were taken, whose datasets are to be decided. */
  readonly shapes: readonly EntryShape[]
  readonly documents: number
  readonly leaves: number
}

export interface EntryShape {
  readonly path: string
  readonly name: string
  readonly dataset: string | undefined
  readonly schema: Schema
  /** The folders of its partition keys. */
  readonly partition: string
  readonly documents: number
}

/** What an archive became. */
export interface WrittenArchive {
  /** Keys of the objects that were written. */
  readonly objects: readonly string[]
  /** Counted as they were written, so that they can be held against what was found. */
  readonly documents: number
  readonly leaves: number
}

/** Where one archive goes: each entry into a dataset, or the whole into quarantine; passed over otherwise. */
export type ArchiveVerdict =
  | { readonly outcome: Extract<ReceiptOutcome, 'taken'>; readonly datasets: ReadonlyMap<string, string> }
  | { readonly outcome: Extract<ReceiptOutcome, 'quarantined'>; readonly report: RecordReport }
  | { readonly outcome: Extract<ReceiptOutcome, 'duplicate' | 'forgotten'> }

/** Reads and writes archives, here or in another thread. Decides nothing. */
export interface UnpackRunner {
  /** Read an archive. It is kept until its verdict comes. */
  examine(source: UnpackSource): Promise<ExaminedArchive>
  /** Do with an examined archive as the verdict says, and let go of it. */
  finish(source: Pick<UnpackSource, 'name'>, verdict: ArchiveVerdict): Promise<WrittenArchive>
}
