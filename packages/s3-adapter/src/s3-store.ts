import type { Store } from '@bridge-downstream/core'
import { checkKey, checkNotAborted, MAX_KEY_BYTES, normalizeMetadata, StoreError } from '@bridge-downstream/core/store'
import { getObject } from './s3/get-object.js'
import { headObject } from './s3/head-object.js'
import { listObjects } from './s3/list-objects.js'
import { putObject } from './s3/put-object.js'
import { RequestRunner } from './s3/request-runner.js'
import { S3Connector } from './s3/s3-connection.js'
import type { S3Context } from './s3/s3-context.js'
import { parseS3Url } from './s3/s3-location.js'
import { resolveS3Limits, type S3StoreOptions } from './s3/s3-options.js'

/**
 * A store in a bucket of S3, or of another server that speaks S3. Nothing is loaded or asked for before the first call.
 *
 * Each request is tried again after faults that may pass: throttling, 5xx, broken or silent connections, damaged bytes. Bytes are sent and
 * read with a CRC-32; that of an object in parts is one of the whole object.
 *
 * Limits: prefix and key have 1,024 bytes together. An object without a content type gets the server's default. The server has to list
 * in the order of bytes, and to hold conditions (`If-None-Match`, `If-Match`) of PutObject and CompleteMultipartUpload. Buckets whose
 * objects have other checksums than CRC-32 are read without one. Versions and locks of a bucket are not looked at.
 *
 * @param url `s3://bucket/prefix`; the prefix may be missing.
 * @throws OptionError `bad-url`, `bad-endpoint` or `bad-limit`.
 */
export function createS3Store(url: string, options: S3StoreOptions = {}): Store {
  const location = parseS3Url(url)
  const limits = resolveS3Limits(options)
  const runner = new RequestRunner(new S3Connector(options), limits, options.onRequest)
  const context: S3Context = { ...location, limits, runner, openUploads: new Set() }
  const withStoreSignal = <T extends { readonly signal?: AbortSignal | undefined }>(call: T): T => ({
    ...call,
    signal: joinSignals(options.signal, call.signal),
  })
  const begin = (key: string, signal: AbortSignal | undefined): void => {
    checkKey(key)
    checkLength(location.prefix, key)
    checkNotAborted(signal, key)
  }
  return {
    url: `s3://${location.bucket}/${location.prefix.slice(0, -1)}`,

    async get(key, call = {}) {
      const request = withStoreSignal(call)
      begin(key, request.signal)
      return getObject(context, key, request)
    },

    async head(key, call = {}) {
      const { signal } = withStoreSignal(call)
      begin(key, signal)
      return (await headObject(context, key, signal))?.head
    },

    async put(key, body, call = {}) {
      const request = withStoreSignal(call)
      begin(key, request.signal)
      return putObject(context, key, body, { ...request, metadata: normalizeMetadata(request.metadata) })
    },

    async delete(key, call = {}) {
      const { signal } = withStoreSignal(call)
      begin(key, signal)
      await runner.run({
        operation: 'DeleteObject',
        key,
        signal,
        attempt: ({ client, sdk, signal: abortSignal }) =>
          client.send(new sdk.DeleteObjectCommand({ Bucket: context.bucket, Key: context.prefix + key }), { abortSignal }),
      })
    },

    list: (prefix = '', call = {}) => listObjects(context, prefix, withStoreSignal(call)),
  }
}

function joinSignals(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a === undefined || b === undefined ? (a ?? b) : AbortSignal.any([a, b])
}

function checkLength(prefix: string, key: string): void {
  if (prefix === '' || Buffer.byteLength(prefix + key) <= MAX_KEY_BYTES) return
  throw new StoreError(`A store cannot hold this key: with the prefix of the store it is longer than ${MAX_KEY_BYTES} bytes of UTF-8`, {
    code: 'bad-key',
    key,
  })
}
