import { OptionError } from '@bridge-downstream/core/store'

/** The part of a bucket that is a store. */
export interface S3Location {
  readonly bucket: string
  /** Put before each key: empty, or ends with a slash. */
  readonly prefix: string
}

/** Amazon's rule for new buckets, and capitals and underscores, which old buckets and other servers have. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,62}$/i

/**
 * Read a URL of the form `s3://bucket/prefix`. The prefix is taken as it is written: nothing in it is decoded.
 *
 * @throws OptionError `bad-url`. The message leaves the URL out, since it may hold credentials.
 */
export function parseS3Url(url: string): S3Location {
  const rest = url.replace(/^s3:\/\//i, '')
  const at = rest.includes('/') ? rest.indexOf('/') : rest.length
  const bucket = rest.slice(0, at)
  if (!BUCKET.test(bucket)) throw badUrl('The URL of the S3 store names no bucket')
  const prefix = rest.slice(at).replace(/^\/|\/$/g, '')
  const isPlain = prefix.isWellFormed() && !prefix.includes('\0') && !prefix.split('/').some((name) => name === '.' || name === '..')
  if (!isPlain || prefix.startsWith('/')) throw badUrl('The prefix in the URL of the S3 store can begin no key')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}

function badUrl(what: string): OptionError {
  return new OptionError(what, {
    code: 'bad-url',
    hint: 'Write s3://bucket/prefix; credentials belong into the options or the environment.',
  })
}
