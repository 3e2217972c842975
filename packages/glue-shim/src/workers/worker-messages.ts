import type {
  ArchiveVerdict,
  ExaminedArchive,
  ObjectInfo,
  PartitionResult,
  RebuildUnit,
  SchemaDocument,
  WrittenArchive,
} from '@bridge-downstream/core'
import type { StudyRules } from '../study/open-study.js'
import type { UploadsAccess } from '../study/uploads-access.js'
import type { PackedError } from './pack-error.js'

/** Where a worker finds an archive by itself. */
export type SourceLocation =
  | { readonly kind: 'file'; readonly name: string; readonly cwd: string; readonly rangesFromBytes: number | undefined }
  | {
      readonly kind: 'object'
      readonly name: string
      readonly storeUrl: string
      readonly object: ObjectInfo
      readonly rangesFromBytes: number | undefined
      /** A thread asks Synapse for credentials of its own. */
      readonly access: UploadsAccess | undefined
    }

/** What a worker is given when it starts. */
export interface WorkerSetup {
  readonly destination: string
  /** Absent where only partitions are rebuilt. */
  readonly study?: StudyRules | undefined
}

/** What a worker can be asked for, and what comes of it. */
export interface WorkerTasks {
  readonly examine: { readonly input: SourceLocation; readonly output: ExaminedArchive }
  readonly finish: { readonly input: { readonly name: string; readonly verdict: ArchiveVerdict }; readonly output: WrittenArchive }
  readonly rebuild: { readonly input: RebuildUnit; readonly output: PartitionResult }
}

export type WorkerTask = keyof WorkerTasks

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PackedError }

/** From the main thread to a worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: WorkerCall }
  | { readonly kind: 'schema'; readonly id: number; readonly answer: Answer<SchemaDocument> }
  | { readonly kind: 'abort' }

export type WorkerCall = { [K in WorkerTask]: { readonly task: K; readonly input: WorkerTasks[K]['input'] } }[WorkerTask]

/** From a worker to the main thread. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer<unknown> }
  | { readonly kind: 'ask-schema'; readonly id: number; readonly url: string }
