import { OptionError } from '@bridge-downstream/core'
import type { StudyPlace } from '../config/config.js'

/** A bucket, and what keys in it begin with: empty, or with a slash at its end. */
export interface BucketPlace {
  readonly bucket: string
  readonly prefix: string
}

/** @throws OptionError `no-bucket` for the URL of a folder, which functions do not see; `bad-prefix`. */
export function parseBucketUrl(url: string, what: string): BucketPlace {
  const [, bucket, rest = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(url) ?? []
  if (bucket === undefined) {
    throw new OptionError(`The place of ${what} is no bucket`, { code: 'no-bucket', hint: 'Functions read and write s3://bucket/prefix.' })
  }
  // In a policy these would stand for any keys.
  if (/[*?$,]/.test(rest)) throw new OptionError(`The prefix of ${what} holds one of * ? $ and comma`, { code: 'bad-prefix' })
  const prefix = rest.replaceAll(/^\/+|\/+$/g, '')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}

export interface UploadAccess {
  readonly UploadObjectArns: readonly string[]
  readonly UploadBucketArns: readonly string[]
  readonly UploadPrefixes: readonly string[]
}

/** What the functions’ own credentials must read: uploads of the studies that have no folder of Synapse. */
export function uploadAccess(studies: readonly StudyPlace[]): UploadAccess {
  const places = studies
    .filter(({ synapseFolder }) => synapseFolder === undefined)
    .flatMap(({ uploads }) => uploads.map((url) => parseBucketUrl(url, 'uploads')))
  return {
    UploadObjectArns: distinct(places.map(({ bucket, prefix }) => `arn:aws:s3:::${bucket}/${prefix}*`)),
    UploadBucketArns: distinct(places.map(({ bucket }) => `arn:aws:s3:::${bucket}`)),
    UploadPrefixes: distinct(places.map(({ prefix }) => `${prefix}*`)),
  }
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort()
