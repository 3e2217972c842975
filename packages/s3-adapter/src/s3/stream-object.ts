import type { Readable } from 'node:stream'
import { StoreError } from '@bridge-downstream/core/store'
import { RunningCrc32 } from './crc32.js'
import { openObject, settleGet, type GetRequest, type OpenedObject } from './open-object.js'
import { readChunks } from './read-chunks.js'
import type { S3Context } from './s3-context.js'
import { CUT_SHORT, describeFault } from './s3-fault.js'

/** The bytes are not those of the object. Asking again may help. */
export class DamagedBodyError extends StoreError {
  constructor(what: string, key: string) {
    super(what, { code: 'unavailable', key, retryable: true, hint: 'Something between here and S3 changes bytes; get the object again.' })
  }
}

/**
 * The bytes of an opened object. A connection that breaks, or falls silent, is replaced by one for the rest of the same version; the last
 * chunk is given only when the checksum of all of them is right.
 */
export async function* streamObject(
  context: S3Context,
  key: string,
  opened: OpenedObject,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, end, crc32 } = opened
  const { timeoutMs, maxAttempts } = context.limits
  const crc = new RunningCrc32()
  let { body, start: position } = opened
  for (let withoutChunk = 0; position < end;) {
    let fault = CUT_SHORT
    try {
      for await (const chunk of readChunks(body, { signal, timeoutMs, key })) {
        if (position + chunk.length > end) throw new DamagedBodyError('The body is longer than the object', key)
        if (crc32 !== undefined) crc.update(chunk)
        position += chunk.length
        withoutChunk = 0
        if (position === end && crc32 !== undefined && crc.toBase64() !== crc32) {
          throw new DamagedBodyError('The bytes that came do not have the checksum of the object', key)
        }
        yield chunk
      }
    } catch (error) {
      if (error instanceof StoreError) throw error
      fault = describeFault(error).name
    }
    if (position === end) return
    if (++withoutChunk >= maxAttempts) throw brokenOff(key, position, fault, withoutChunk)
    body = await reopen(context, key, { range: { start: position, end: end - 1 }, etag: head.etag, signal })
  }
}

async function reopen(context: S3Context, key: string, request: GetRequest): Promise<Readable> {
  const { body } = await context.runner.run({
    operation: 'GetObject',
    key,
    signal: request.signal,
    attempt: (attempt) => openObject(context, key, request, attempt),
    settle: (fault) => settleGet(fault, key, request),
  })
  return body
}

function brokenOff(key: string, position: number, fault: string, times: number): StoreError {
  return new StoreError(`The body of the object broke off at byte ${position}: ${fault}; ${times} connections in a row gave nothing more`, {
    code: 'unavailable',
    key,
    retryable: true,
  })
}
