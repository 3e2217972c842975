import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A request to S3, path style, read to its end. */
export interface FrontRequest {
  readonly operation: string
  readonly method: string
  /** As it came, still encoded. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly body: Buffer
}

export interface FrontAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export async function readRequest(message: IncomingMessage): Promise<FrontRequest> {
  const { method = '', url = '/' } = message
  const at = url.includes('?') ? url.indexOf('?') : url.length
  const [, bucket = '', ...segments] = url.slice(0, at).split('/')
  const query = new URLSearchParams(url.slice(at + 1))
  const key = decodeURIComponent(segments.join('/'))
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return {
    operation: nameOperation(method, key, query),
    method,
    url,
    headers,
    bucket: decodeURIComponent(bucket),
    key,
    query,
    body: await buffer(message),
  }
}

function nameOperation(method: string, key: string, query: URLSearchParams): string {
  const upload = query.has('uploadId')
  if (key === '') {
    if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2'
    return method === 'GET' && query.has('uploads') ? 'ListMultipartUploads' : `Bucket:${method}`
  }
  switch (method) {
    case 'GET':
      return upload ? 'ListParts' : 'GetObject'
    case 'HEAD':
      return 'HeadObject'
    case 'PUT':
      return upload ? 'UploadPart' : 'PutObject'
    case 'POST':
      return upload ? 'CompleteMultipartUpload' : 'CreateMultipartUpload'
    case 'DELETE':
      return upload ? 'AbortMultipartUpload' : 'DeleteObject'
    default:
      return method
  }
}

export function errorAnswer(status: number, code: string): FrontAnswer {
  return xmlAnswer(`<Error><Code>${code}</Code><Message>Said by the front</Message><RequestId>FRONT</RequestId></Error>`, status)
}

export function xmlAnswer(xml: string, status = 200): FrontAnswer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)
  return { status, headers: { 'content-type': 'application/xml' }, body }
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
