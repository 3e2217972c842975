import { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { GetOptions, ObjectHead } from '@bridge-downstream/core'
import { resolveRange, StoreError } from '@bridge-downstream/core/store'
import { headOfAnswer } from './object-head.js'
import type { Attempt } from './request-runner.js'
import type { S3Context } from './s3-context.js'
import type { S3Fault } from './s3-fault.js'

export interface GetRequest extends GetOptions {
  /** Only this version of the object. */
  readonly etag?: string | undefined
}

/** The answer to a GetObject. */
export interface OpenedObject {
  readonly head: ObjectHead
  /** First byte of the body in the object, and the byte after its last. */
  readonly start: number
  readonly end: number
  readonly body: Readable
  /** CRC-32 of the whole object, where S3 tells it and all of it was asked for. */
  readonly crc32: string | undefined
}

export async function openObject(context: S3Context, key: string, { range, etag }: GetRequest, attempt: Attempt): Promise<OpenedObject> {
  const { client, sdk, signal } = attempt
  const command = new sdk.GetObjectCommand({
    Bucket: context.bucket,
    Key: context.prefix + key,
    ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end ?? ''}` }),
    ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
  })
  const answer = await client.send(command, { abortSignal: signal })
  const body = answer.Body instanceof Readable ? answer.Body : Readable.from([])
  // Whoever lets go of a body without reading it would otherwise be told of its broken connection by a crash.
  body.on('error', () => undefined)
  try {
    return { ...readExtent(answer, range, key), body, crc32: isOfWholeObject(answer) ? answer.ChecksumCRC32 : undefined }
  } catch (error) {
    body.destroy()
    throw error
  }
}

/** Which bytes of the object the body holds. */
function readExtent(answer: GetObjectCommandOutput, range: GetOptions['range'], key: string): Omit<OpenedObject, 'body' | 'crc32'> {
  const stated = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '')
  if (stated !== null) {
    const [start, last, sizeBytes] = stated.slice(1).map(Number) as [number, number, number]
    return { head: headOfAnswer(key, sizeBytes, answer), start, end: last + 1 }
  }
  const sizeBytes = answer.ContentLength ?? 0
  const { start, end } = resolveRange(range, sizeBytes, key)
  if (start === 0 && end === sizeBytes) return { head: headOfAnswer(key, sizeBytes, answer), start, end }
  throw new StoreError('The server gave the whole object where a range was asked for', { code: 'unavailable', key })
}

/** An object of several parts may have a checksum of their checksums instead, which ends with their number. */
function isOfWholeObject({ ContentRange, ChecksumCRC32, ChecksumType }: GetObjectCommandOutput): boolean {
  return ContentRange === undefined && ChecksumCRC32 !== undefined && ChecksumType !== 'COMPOSITE' && !ChecksumCRC32.includes('-')
}

/** @throws StoreError `not-found`, or `unavailable` where the version that was asked for has gone. */
export async function settleGet(fault: S3Fault, key: string, { range, etag }: GetRequest): Promise<undefined> {
  if (fault.status === 416) {
    throw new StoreError(`The range starts at byte ${range?.start ?? 0}, beyond the end of the object`, { code: 'not-found', key })
  }
  const isMissing = fault.status === 404 && fault.name !== 'NoSuchBucket'
  if (fault.status === 412 || (isMissing && etag !== undefined)) {
    const hint = 'Get it again.'
    throw new StoreError('The object was replaced while it was read', { code: 'unavailable', key, retryable: true, hint })
  }
  if (isMissing) throw new StoreError('There is no such object', { code: 'not-found', key })
  return undefined
}
