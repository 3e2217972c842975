import type { CompletedPart } from '@aws-sdk/client-s3'
import type { ObjectInfo, PutOptions } from '@bridge-downstream/core'
import { StoreError } from '@bridge-downstream/core/store'
import { headObject } from './head-object.js'
import { plainEtag } from './object-head.js'
import { conditionHeaders, failCondition, isConditionFault } from './put-condition.js'
import type { S3Context } from './s3-context.js'
import type { StartedUpload } from './start-upload.js'

interface Completion {
  /** In order. */
  readonly parts: readonly CompletedPart[]
  readonly sizeBytes: number
  /** Of the whole object. */
  readonly crc32: string
  readonly putId: string
  readonly condition: PutOptions['condition']
  readonly signal: AbortSignal | undefined
}

/** Make an object of the parts. S3 itself holds the condition, the size and the checksum. */
export async function completeUpload(context: S3Context, upload: StartedUpload, completion: Completion): Promise<ObjectInfo> {
  const { parts, sizeBytes, crc32, putId, condition, signal } = completion
  const { key } = upload
  return context.runner.run<ObjectInfo>({
    operation: 'CompleteMultipartUpload',
    key,
    signal,
    attempt: async ({ client, sdk, signal: abortSignal }) => {
      const command = new sdk.CompleteMultipartUploadCommand({
        ...upload.place,
        MultipartUpload: { Parts: [...parts] },
        MpuObjectSize: sizeBytes,
        ChecksumCRC32: crc32,
        ChecksumType: 'FULL_OBJECT',
        ...conditionHeaders(condition),
      })
      const { ETag } = await client.send(command, { abortSignal })
      return { key, sizeBytes, etag: plainEtag(ETag) }
    },
    settle: async (fault, mayBeDone) => {
      const isGone = fault.name === 'NoSuchUpload'
      if (!isGone && !isConditionFault(fault, condition)) return undefined
      const found = await headObject(context, key, signal)
      if (found?.putId === putId) return { key, sizeBytes: found.head.sizeBytes, etag: found.head.etag }
      if (!isGone) return failCondition(condition, found?.head, mayBeDone, key)
      throw new StoreError('The upload in parts has gone before it was complete', {
        code: 'unavailable',
        key,
        retryable: true,
        hint: 'Something else has aborted it, or another conditional put of this key was under way. Put the object again.',
      })
    },
  })
}
