import { escapeXml, xmlAnswer, type FrontAnswer, type FrontRequest } from './front-request.js'
import type { FrontObjects } from './front-objects.js'
import type { FrontUploads } from './front-uploads.js'

const LONG_AGO = '2020-01-01T00:00:00.000Z'

export function listObjects({ bucket, query }: FrontRequest, objects: FrontObjects): FrontAnswer {
  const token = query.get('continuation-token')
  const after = token === null ? undefined : Buffer.from(token, 'base64url').toString()
  const atMost = Math.min(1000, Number(query.get('max-keys') ?? 1000))
  const { keys, isTruncated } = objects.page(query.get('prefix') ?? '', after, atMost)
  const isUrl = query.get('encoding-type') === 'url'
  const contents = keys.map((key) => {
    const { etag, sizeBytes } = objects.get(key)!
    const shown = isUrl ? encodeKey(key) : escapeXml(key)
    return `<Contents><Key>${shown}</Key><LastModified>${LONG_AGO}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${sizeBytes}</Size></Contents>`
  })
  const next = isTruncated ? Buffer.from(keys.at(-1) ?? '').toString('base64url') : undefined
  return xmlAnswer(
    [
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount>`,
      `<MaxKeys>${atMost}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${isUrl ? '<EncodingType>url</EncodingType>' : ''}`,
      ...contents,
      next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`,
      '</ListBucketResult>',
    ].join(''),
  )
}

/** As S3 does it: a blank is `+`, a slash stays. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

export function listUploads({ bucket, query }: FrontRequest, uploads: FrontUploads): FrontAnswer {
  const listed = uploads
    .list(bucket, query.get('prefix') ?? '')
    .map(({ id, key }) => `<Upload><Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId><Initiated>${LONG_AGO}</Initiated></Upload>`)
  return xmlAnswer(`<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListMultipartUploadsResult>`)
}

export function listParts(numbers: readonly number[]): FrontAnswer {
  const parts = numbers.map((number) => `<Part><PartNumber>${number}</PartNumber></Part>`)
  return xmlAnswer(`<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join('')}</ListPartsResult>`)
}
