import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { CompletedPart } from '@aws-sdk/client-s3'
import type { ObjectInfo } from '@bridge-downstream/core'
import { completeUpload } from './complete-upload.js'
import { encodeCrc32, RunningCrc32 } from './crc32.js'
import type { BodyPart } from './cut-parts.js'
import type { PutRequest } from './put-request.js'
import type { S3Context } from './s3-context.js'
import { abortUpload, startUpload, type StartedUpload } from './start-upload.js'

interface PutPartsRequest extends PutRequest {
  /** Aborted here when a part fails. */
  readonly failed: AbortController
}

/**
 * Put an object in parts, some of them at a time. The object appears when all are there; where something fails, the body included, the
 * parts are removed.
 *
 * A process that is killed leaves parts behind, which cost money and are not listed: a lifecycle rule of the bucket
 * (AbortIncompleteMultipartUpload) should remove them.
 */
export async function putParts(
  context: S3Context,
  key: string,
  first: BodyPart,
  rest: AsyncGenerator<BodyPart, void, undefined>,
  request: PutPartsRequest,
): Promise<ObjectInfo> {
  const { signal, condition } = request
  const putId = randomUUID()
  const upload = await startUpload(context, key, request, putId)
  try {
    const content = await uploadParts(context, upload, first, rest, request)
    return await completeUpload(context, upload, { ...content, putId, condition, signal })
  } catch (error) {
    await abortUpload(context, upload)
    throw error
  } finally {
    context.openUploads.delete(upload.place.UploadId)
    await upload.closeLost()
  }
}

async function uploadParts(
  context: S3Context,
  upload: StartedUpload,
  first: BodyPart,
  rest: AsyncGenerator<BodyPart, void, undefined>,
  { signal, failed }: PutPartsRequest,
): Promise<{ readonly parts: readonly CompletedPart[]; readonly sizeBytes: number; readonly crc32: string }> {
  const whole = new RunningCrc32()
  const parts: CompletedPart[] = []
  const running = new Set<Promise<void>>()
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  let sizeBytes = 0
  let failure: { readonly error: unknown } | undefined
  const fail = (error: unknown): void => {
    failure ??= { error }
    failed.abort()
  }
  const start = (part: BodyPart, checksum: string): void => {
    const work = uploadPart(context, upload, part, checksum, stop)
      .then((completed) => void (parts[part.number - 1] = completed), fail)
      .finally(() => running.delete(work))
    running.add(work)
  }
  try {
    for (let next: IteratorResult<BodyPart, void> = { done: false, value: first }; next.done !== true; next = await rest.next()) {
      const part = next.value
      const crc = crc32(part.bytes)
      whole.append(crc, part.bytes.length)
      sizeBytes += part.bytes.length
      start(part, encodeCrc32(crc))
      if (running.size >= context.limits.partConcurrency) await Promise.race(running)
    }
  } catch (error) {
    fail(error)
  }
  // Also after a failure: a part that arrives after the upload was aborted would stay.
  await Promise.all(running)
  if (failure !== undefined) throw failure.error
  return { parts, sizeBytes, crc32: whole.toBase64() }
}

async function uploadPart(
  context: S3Context,
  upload: StartedUpload,
  part: BodyPart,
  checksum: string,
  signal: AbortSignal,
): Promise<CompletedPart> {
  const { number, bytes } = part
  let wentWell = true
  const completed = await context.runner.run({
    operation: 'UploadPart',
    key: upload.key,
    signal,
    attempt: async ({ client, sdk, signal: abortSignal }) => {
      const command = new sdk.UploadPartCommand({
        ...upload.place,
        PartNumber: number,
        Body: bytes,
        ContentLength: bytes.length,
        ChecksumCRC32: checksum,
      })
      const { ETag } = await client.send(command, { abortSignal })
      return { PartNumber: number, ETag, ChecksumCRC32: checksum }
    },
    onFault: () => void (wentWell = false),
  })
  // A connection that was given up may still be sending the bytes of its try.
  if (wentWell) part.giveBack()
  return completed
}
