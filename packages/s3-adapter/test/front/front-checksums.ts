import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { errorAnswer, type FrontAnswer, type FrontRequest } from './front-request.js'

export function encodeCrc32(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}

export function crc32Of(bytes: Uint8Array): string {
  return encodeCrc32(crc32(bytes))
}

/** What S3 says where a body does not have the checksum, the digest or the length it was sent with. */
export function checkBody({ headers, body }: FrontRequest): FrontAnswer | undefined {
  if (headers['content-encoding']?.includes('aws-chunked')) return errorAnswer(501, 'NotImplemented')
  const wrong =
    differs(headers['x-amz-checksum-crc32'], crc32Of(body)) ||
    differs(headers['x-amz-checksum-sha256'], createHash('sha256').update(body).digest('base64')) ||
    differs(headers['content-md5'], createHash('md5').update(body).digest('base64'))
  if (wrong) return errorAnswer(400, 'BadDigest')
  const sha256 = headers['x-amz-content-sha256'] ?? ''
  if (/^[0-9a-f]{64}$/.test(sha256) && sha256 !== createHash('sha256').update(body).digest('hex')) {
    return errorAnswer(400, 'XAmzContentSHA256Mismatch')
  }
  return undefined
}

function differs(stated: string | undefined, found: string): boolean {
  return stated !== undefined && stated !== found
}
