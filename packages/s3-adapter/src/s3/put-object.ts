import { randomUUID } from 'node:crypto'
import type { ObjectInfo } from '@bridge-downstream/core'
import { readBody } from '@bridge-downstream/core/store'
import { crc32Base64 } from './crc32.js'
import { cutParts, sliceParts, type BodyPart } from './cut-parts.js'
import { headObject } from './head-object.js'
import { encodeMetadata, plainEtag } from './object-head.js'
import { conditionHeaders, failCondition, isConditionFault } from './put-condition.js'
import { putParts } from './put-parts.js'
import type { PutRequest } from './put-request.js'
import type { S3Context } from './s3-context.js'

/** Put an object: one that fits into a part by one request, a larger one in parts. */
export async function putObject(
  context: S3Context,
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  request: PutRequest,
): Promise<ObjectInfo> {
  // Ends the reading of a body whose upload has failed, even while its next chunk does not come.
  const failed = new AbortController()
  const signal = request.signal === undefined ? failed.signal : AbortSignal.any([request.signal, failed.signal])
  const { partSizeBytes } = context.limits
  const parts = body instanceof Uint8Array ? inOrder(sliceParts(body, partSizeBytes)) : cutParts(readBody(body, signal, key), partSizeBytes)
  const first = await parts.next()
  const part = first.value as BodyPart
  if (part.isLast) return putWhole(context, key, part.bytes, request)
  return putParts(context, key, part, parts, { ...request, failed })
}

async function* inOrder(parts: Iterable<BodyPart>): AsyncGenerator<BodyPart, void, undefined> {
  yield* parts
}

async function putWhole(context: S3Context, key: string, bytes: Uint8Array, request: PutRequest): Promise<ObjectInfo> {
  const { signal, condition, contentType, metadata } = request
  // A second try of an unconditional put writes the same once more, so only a conditional one has to know its own object.
  const putId = condition === undefined ? undefined : randomUUID()
  const crc32 = crc32Base64(bytes)
  return context.runner.run<ObjectInfo>({
    operation: 'PutObject',
    key,
    signal,
    attempt: async ({ client, sdk, signal: abortSignal }) => {
      const command = new sdk.PutObjectCommand({
        Bucket: context.bucket,
        Key: context.prefix + key,
        Body: bytes,
        ContentLength: bytes.length,
        ChecksumCRC32: crc32,
        Metadata: encodeMetadata(metadata, putId),
        ...(contentType === undefined ? {} : { ContentType: contentType }),
        ...conditionHeaders(condition),
      })
      const { ETag } = await client.send(command, { abortSignal })
      return { key, sizeBytes: bytes.length, etag: plainEtag(ETag) }
    },
    settle: async (fault, mayBeDone) => {
      if (!isConditionFault(fault, condition)) return undefined
      const found = await headObject(context, key, signal)
      if (mayBeDone && found?.putId === putId && found !== undefined) {
        const { sizeBytes, etag } = found.head
        return { key, sizeBytes, etag }
      }
      return failCondition(condition, found?.head, mayBeDone, key)
    },
  })
}
