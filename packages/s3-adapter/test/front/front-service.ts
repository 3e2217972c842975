import { crc32Of, checkBody } from './front-checksums.js'
import { describeEvent, type S3EventRecord } from './front-events.js'
import { FrontObjects, type FrontObject } from './front-objects.js'
import { errorAnswer, type FrontAnswer, type FrontRequest } from './front-request.js'
import { FrontUploads } from './front-uploads.js'
import { listObjects, listParts, listUploads } from './list-answers.js'
import type { Upstream } from './upstream.js'

/**
 * What S3 does and fauxqs does not: it holds conditions on writes, checks checksums and tells them, lists in the order of UTF-8 in pages,
 * lists open uploads, and tells of events.
 */
export class FrontService {
  readonly uploads = new FrontUploads()
  readonly #upstream: Upstream
  readonly #onEvent: (record: S3EventRecord) => void
  readonly #buckets = new Map<string, FrontObjects>()
  readonly #writes = new Map<string, Promise<unknown>>()

  constructor(upstream: Upstream, onEvent: (record: S3EventRecord) => void) {
    this.#upstream = upstream
    this.#onEvent = onEvent
  }

  objectsOf(bucket: string): FrontObjects {
    const objects = this.#buckets.get(bucket) ?? new FrontObjects()
    this.#buckets.set(bucket, objects)
    return objects
  }

  async answer(request: FrontRequest): Promise<FrontAnswer> {
    const objects = this.objectsOf(request.bucket)
    switch (request.operation) {
      case 'ListObjectsV2':
        return listObjects(request, objects)
      case 'ListMultipartUploads':
        return listUploads(request, this.uploads)
      case 'ListParts':
        return this.#listParts(request)
      case 'GetObject':
      case 'HeadObject':
        return this.#read(request, objects)
      case 'CreateMultipartUpload':
        return this.#createUpload(request)
      case 'UploadPart':
        return this.#uploadPart(request)
      case 'AbortMultipartUpload':
        return this.#abortUpload(request)
      case 'PutObject':
        return this.#alone(request, () => this.#put(request, objects))
      case 'CompleteMultipartUpload':
        return this.#alone(request, () => this.#complete(request, objects))
      case 'DeleteObject':
        return this.#alone(request, () => this.#delete(request, objects))
      default:
        return this.#upstream.forward(request)
    }
  }

  /** One write of a key after the other, so that nothing comes between a condition and its write. */
  async #alone(request: FrontRequest, action: () => Promise<FrontAnswer>): Promise<FrontAnswer> {
    const place = `${request.bucket}/${request.key}`
    const before = this.#writes.get(place) ?? Promise.resolve()
    const mine = before.then(action, action)
    this.#writes.set(place, mine)
    try {
      return await mine
    } finally {
      if (this.#writes.get(place) === mine) this.#writes.delete(place)
    }
  }

  async #put(request: FrontRequest, objects: FrontObjects): Promise<FrontAnswer> {
    const refusal = checkBody(request) ?? checkConditions(request, objects.get(request.key))
    if (refusal !== undefined) return refusal
    const answer = await this.#upstream.forward(request)
    if (answer.status !== 200) return answer
    const object = { etag: etagOf(answer), sizeBytes: request.body.length, crc32: crc32Of(request.body) }
    this.#record(request, objects, object, 'ObjectCreated:Put')
    return withChecksum(answer, object.crc32)
  }

  async #complete(request: FrontRequest, objects: FrontObjects): Promise<FrontAnswer> {
    const { headers, body, key } = request
    const id = request.query.get('uploadId') ?? ''
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number))
    const measured = this.uploads.measure(id, numbers)
    if (measured === undefined) return errorAnswer(404, 'NoSuchUpload')
    const refusal = checkBody({ ...request, headers: signedOnly(headers) }) ?? checkConditions(request, objects.get(key))
    if (refusal !== undefined) return refusal
    if ((headers['x-amz-checksum-crc32'] ?? measured.crc32) !== measured.crc32) return errorAnswer(400, 'BadDigest')
    if (Number(headers['x-amz-mp-object-size'] ?? measured.sizeBytes) !== measured.sizeBytes) return errorAnswer(400, 'InvalidRequest')
    const answer = await this.#upstream.forward(request)
    if (answer.status !== 200) return answer
    this.uploads.end(id)
    const etag = /<ETag>(?:&quot;|")?([^<&"]*)/.exec(answer.body.toString())?.[1] ?? ''
    this.#record(request, objects, { etag, ...measured }, 'ObjectCreated:CompleteMultipartUpload')
    return withChecksum(answer, measured.crc32)
  }

  async #delete(request: FrontRequest, objects: FrontObjects): Promise<FrontAnswer> {
    const answer = await this.#upstream.forward(request)
    if (answer.status < 300 && objects.delete(request.key)) {
      this.#onEvent(describeEvent('ObjectRemoved:Delete', request.bucket, request.key, undefined))
    }
    return answer
  }

  #record({ bucket, key }: FrontRequest, objects: FrontObjects, object: FrontObject, eventName: string): void {
    objects.set(key, object)
    this.#onEvent(describeEvent(eventName, bucket, key, object))
  }

  async #read(request: FrontRequest, objects: FrontObjects): Promise<FrontAnswer> {
    const answer = await this.#upstream.forward(request)
    const object = objects.get(request.key)
    // fauxqs answers from the object of this moment; the front's own record may be one write ahead of it.
    const isSame = object !== undefined && etagOf(answer) === object.etag
    const isAsked = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && request.headers['range'] === undefined
    return withChecksum(answer, isSame && isAsked && answer.status === 200 ? object.crc32 : undefined)
  }

  async #createUpload(request: FrontRequest): Promise<FrontAnswer> {
    const answer = await this.#upstream.forward(request)
    const id = /<UploadId>([^<]+)</.exec(answer.body.toString())?.[1]
    if (id !== undefined) this.uploads.start(id, request.bucket, request.key)
    return answer
  }

  async #uploadPart(request: FrontRequest): Promise<FrontAnswer> {
    const refusal = checkBody(request)
    if (refusal !== undefined) return refusal
    const answer = await this.#upstream.forward(request)
    if (answer.status === 200)
      this.uploads.addPart(request.query.get('uploadId') ?? '', Number(request.query.get('partNumber')), request.body)
    return withChecksum(answer, crc32Of(request.body))
  }

  async #abortUpload(request: FrontRequest): Promise<FrontAnswer> {
    const answer = await this.#upstream.forward(request)
    if (answer.status < 300) this.uploads.end(request.query.get('uploadId') ?? '')
    return answer
  }

  #listParts({ query }: FrontRequest): FrontAnswer {
    const numbers = this.uploads.partNumbers(query.get('uploadId') ?? '')
    return numbers === undefined ? errorAnswer(404, 'NoSuchUpload') : listParts(numbers)
  }
}

/** The checksum is that of the object here, and the digest that of the request. */
function signedOnly(headers: FrontRequest['headers']): FrontRequest['headers'] {
  return { 'x-amz-content-sha256': headers['x-amz-content-sha256'] ?? '' }
}

function checkConditions({ headers }: FrontRequest, current: FrontObject | undefined): FrontAnswer | undefined {
  if (headers['if-none-match'] === '*' && current !== undefined) return errorAnswer(412, 'PreconditionFailed')
  const wanted = headers['if-match']
  if (wanted === undefined) return undefined
  if (current === undefined) return errorAnswer(404, 'NoSuchKey')
  return wanted.replaceAll('"', '') === current.etag ? undefined : errorAnswer(412, 'PreconditionFailed')
}

function etagOf({ headers }: FrontAnswer): string {
  return (headers['etag'] ?? '').replaceAll('"', '')
}

function withChecksum(answer: FrontAnswer, crc32: string | undefined): FrontAnswer {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !name.startsWith('x-amz-checksum')))
  return crc32 === undefined
    ? { ...answer, headers }
    : { ...answer, headers: { ...headers, 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' } }
}
