import type { ListOptions, ObjectInfo } from '@bridge-downstream/core'
import { checkKey, checkNotAborted, compareUtf8, StoreError } from '@bridge-downstream/core/store'
import { plainEtag } from './object-head.js'
import type { S3Context } from './s3-context.js'

/** S3 gives no more in one answer. */
const LARGEST_PAGE = 1000

/** List objects page by page; the next page is asked for when the last one has been used up. */
export async function* listObjects(context: S3Context, prefix: string, options: ListOptions): AsyncGenerator<ObjectInfo> {
  const { signal, pageSize = LARGEST_PAGE } = options
  const atOnce = Math.max(1, Math.min(LARGEST_PAGE, Math.floor(pageSize)))
  let token: string | undefined
  let last = ''
  do {
    checkNotAborted(signal)
    const page = await context.runner.run({
      operation: 'ListObjectsV2',
      key: undefined,
      signal,
      attempt: ({ client, sdk, signal: abortSignal }) => {
        const command = new sdk.ListObjectsV2Command({
          Bucket: context.bucket,
          Prefix: context.prefix + prefix,
          MaxKeys: atOnce,
          // XML cannot say every character that a key may have.
          EncodingType: 'url',
          ...(token === undefined ? {} : { ContinuationToken: token }),
        })
        return client.send(command, { abortSignal })
      },
    })
    for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
      checkNotAborted(signal)
      const full = page.EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key
      if (last !== '' && compareUtf8(full, last) <= 0) throw outOfOrder()
      last = full
      const key = full.slice(context.prefix.length)
      if (isKey(key)) yield { key, sizeBytes: Size, etag: plainEtag(ETag) }
    }
    token = page.NextContinuationToken
  } while (token !== undefined)
}

/** Others may have put objects into the bucket whose names no store can hold, such as the empty one that stands for the prefix as a folder. */
function isKey(key: string): boolean {
  try {
    checkKey(key)
    return true
  } catch {
    return false
  }
}

/** Directory buckets do so. Whoever merges lists would lose objects without a word. */
function outOfOrder(): StoreError {
  return new StoreError('The server does not list keys in the order of their bytes', {
    code: 'unavailable',
    hint: 'Use a general purpose bucket.',
  })
}
