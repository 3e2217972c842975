import type { FrontObject } from './front-objects.js'

export interface S3EventRecord {
  readonly eventVersion: '2.1'
  readonly eventSource: 'aws:s3'
  readonly awsRegion: string
  readonly eventTime: string
  readonly eventName: string
  readonly s3: {
    readonly s3SchemaVersion: '1.0'
    readonly bucket: { readonly name: string; readonly arn: string }
    /** The key is form-encoded, as S3 does it: a blank is `+`. */
    readonly object: { readonly key: string; readonly size?: number; readonly eTag?: string; readonly sequencer: string }
  }
}

let sequence = 0

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function describeEvent(eventName: string, bucket: string, key: string, object: FrontObject | undefined): S3EventRecord {
  sequence++
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: new Date().toISOString(),
    eventName,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        ...(object === undefined ? {} : { size: object.sizeBytes, eTag: object.etag }),
        sequencer: sequence.toString(16).padStart(18, '0').toUpperCase(),
      },
    },
  }
}
