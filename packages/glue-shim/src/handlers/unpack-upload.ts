import { parseJsonObjectKey, type JsonObject, type StoreOptions, type UnpackedArchive } from '@bridge-downstream/core'
import type { Config } from '../config/config.js'
import { invalidRecordMessage } from './invalid-message.js'
import type { OpenStudies } from './open-studies.js'
import type { openUnpackers } from './open-unpackers.js'
import { openUpload } from './open-upload.js'
import type { PartitionItem } from './partition-item.js'
import type { SendMessages } from './queue-sender.js'
import type { UploadUnit } from './upload-units.js'

/** What became of one upload. */
export interface UnpackedUpload {
  readonly outcome: 'taken' | 'quarantined' | 'duplicate' | 'forgotten'
  /** Whether an earlier call had done it. */
  readonly isDoneBefore: boolean
  readonly recordId: string
  readonly sizeBytes: number
  readonly documents: number
  readonly code: string | undefined
  readonly datasets: readonly string[]
  /** Partitions that it has documents in. */
  readonly partitions: readonly PartitionItem[]
}

export interface UnpackUploadContext {
  readonly config: Pick<Config, 'invalidQueueUrl'>
  readonly studies: OpenStudies
  readonly sendMessages: SendMessages
  readonly unpackerOf: ReturnType<typeof openUnpackers>
}

/**
 * Unpack an upload. If its record is quarantined, now or by an earlier call that may have ended before it could say so, the invalid queue is
 * told before this resolves.
 *
 * @param notification what told of it; undefined where it was no notification of Bridge: one is made then.
 */
export async function unpackUpload(
  unit: UploadUnit,
  notification: JsonObject | undefined,
  { config, studies, sendMessages, unpackerOf }: UnpackUploadContext,
  options: StoreOptions,
): Promise<UnpackedUpload> {
  options.signal?.throwIfAborted()
  const { app, study } = unit.study
  const { source, sizeBytes } = await openUpload(studies.uploads(unit.study, unit.uploads), unit.key, options)
  const unpack = await unpackerOf(unit.study, studies)
  const unpacked = await unpack(source, options)
  const { receipt, ledger } = unpacked
  if (receipt.outcome === 'quarantined' && receipt.report && config.invalidQueueUrl !== undefined) {
    const record = { ...receipt.report, metadata: source.metadata }
    const told = notification ?? notificationOf(unit, receipt.recordId)
    await sendMessages(config.invalidQueueUrl, [invalidRecordMessage(told, record, { app, study, version: source.version })])
  }
  const partitions = partitionsOf(unpacked).map((partition): PartitionItem => ({ app, study, ...partition }))
  return {
    outcome: receipt.outcome,
    isDoneBefore: ledger === undefined,
    recordId: receipt.recordId,
    sizeBytes,
    documents: ledger?.documents.written ?? 0,
    code: codeOf(unpacked),
    datasets: [...new Set(partitions.map(({ dataset }) => dataset))],
    partitions,
  }
}

function partitionsOf({ receipt }: UnpackedArchive): Pick<PartitionItem, 'dataset' | 'partition'>[] {
  const found = new Map<string, Pick<PartitionItem, 'dataset' | 'partition'>>()
  for (const key of receipt.objects) {
    const parsed = parseJsonObjectKey(key)
    if (parsed) found.set(`${parsed.dataset}/${parsed.partition}`, { dataset: parsed.dataset, partition: parsed.partition })
  }
  return [...found.values()]
}

function codeOf({ receipt: { outcome, report } }: UnpackedArchive): string | undefined {
  if (outcome !== 'quarantined') return undefined
  return report?.code ?? report?.entries.find((entry) => entry.outcome === 'quarantined')?.code
}

/** A notification of the study, which can be put in again. */
function notificationOf({ study, uploads, key }: UploadUnit, recordId: string): JsonObject {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(uploads) ?? []
  return { appId: study.app, studyId: study.study, recordId, s3Bucket: bucket, s3Key: prefix === '' ? key : `${prefix}/${key}` }
}
