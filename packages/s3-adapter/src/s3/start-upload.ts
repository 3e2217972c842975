import type { ObjectInfo } from '@bridge-downstream/core'
import { encodeMetadata } from './object-head.js'
import type { PutRequest } from './put-request.js'
import type { S3Context } from './s3-context.js'
import { SeenFault } from './s3-fault.js'

/** An upload in parts that is under way. */
export interface StartedUpload {
  readonly key: ObjectInfo['key']
  /** What every request about it names. */
  readonly place: { readonly Bucket: string; readonly Key: string; readonly UploadId: string }
  /** Removes uploads of this key that were started by a try whose answer was lost. Never fails. */
  closeLost(): Promise<void>
}

/** How long to tidy up after a failure. */
const LONGEST_CLEANUP_MS = 30_000

/** @param putId Stays with the object, in its metadata. */
export async function startUpload(context: S3Context, key: string, request: PutRequest, putId: string): Promise<StartedUpload> {
  const { signal, contentType, metadata } = request
  const target = { Bucket: context.bucket, Key: context.prefix + key }
  // Tries that may have started an upload whose id we do not know.
  let unanswered = 0
  const closeLost = async (): Promise<void> => {
    if (unanswered > 0) await cleanUp(context, (signal) => closeUnknown(context, key, signal))
  }
  try {
    const place = await context.runner.run({
      operation: 'CreateMultipartUpload',
      key,
      signal,
      attempt: async ({ client, sdk, signal: abortSignal }) => {
        unanswered++
        const command = new sdk.CreateMultipartUploadCommand({
          ...target,
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'FULL_OBJECT',
          Metadata: encodeMetadata(metadata, putId),
          ...(contentType === undefined ? {} : { ContentType: contentType }),
        })
        const { UploadId } = await client.send(command, { abortSignal })
        if (UploadId === undefined) throw new SeenFault('NoUploadId')
        unanswered--
        // Known before any other put of this store looks for lost ones.
        context.openUploads.add(UploadId)
        return { ...target, UploadId }
      },
      onFault: ({ mayBeDone }) => void (mayBeDone || unanswered--),
    })
    return { key, place, closeLost }
  } catch (error) {
    await closeLost()
    throw error
  }
}

/** Remove an upload and its parts. Never fails: what failed before is the error to throw, and each request is told to `onRequest`. */
export async function abortUpload(context: S3Context, { place }: StartedUpload): Promise<void> {
  await cleanUp(context, (signal) => requestAbort(context, place, signal))
}

async function requestAbort(context: S3Context, place: StartedUpload['place'], signal: AbortSignal): Promise<void> {
  await context.runner.run({
    operation: 'AbortMultipartUpload',
    key: undefined,
    signal,
    attempt: ({ client, sdk, signal: abortSignal }) => client.send(new sdk.AbortMultipartUploadCommand(place), { abortSignal }),
    settle: async ({ status }) => (status === 404 ? { $metadata: {} } : undefined),
  })
}

/**
 * Remove uploads of this key that have no part yet and are none of this store's. One of another process that has just begun would be
 * among them; its put fails then, and can be made again.
 */
async function closeUnknown(context: S3Context, key: string, signal: AbortSignal): Promise<void> {
  const target = { Bucket: context.bucket, Key: context.prefix + key }
  const { Uploads = [] } = await context.runner.run({
    operation: 'ListMultipartUploads',
    key,
    signal,
    attempt: ({ client, sdk, signal: abortSignal }) =>
      client.send(new sdk.ListMultipartUploadsCommand({ Bucket: context.bucket, Prefix: target.Key }), { abortSignal }),
  })
  for (const { Key, UploadId } of Uploads) {
    if (Key !== target.Key || UploadId === undefined || context.openUploads.has(UploadId)) continue
    const place = { ...target, UploadId }
    const { Parts = [] } = await context.runner.run({
      operation: 'ListParts',
      key,
      signal,
      attempt: ({ client, sdk, signal: abortSignal }) => client.send(new sdk.ListPartsCommand({ ...place, MaxParts: 1 }), { abortSignal }),
    })
    if (Parts.length === 0) await requestAbort(context, place, signal)
  }
}

async function cleanUp(context: S3Context, action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  await action(AbortSignal.timeout(Math.min(LONGEST_CLEANUP_MS, context.limits.deadlineMs))).catch(() => undefined)
}
