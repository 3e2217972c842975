import { onlyTls, policyDocument } from './policies.js'
import { arnOf, either, ref, type Resource, sub, type Value } from './template.js'

export interface BucketOptions {
  /** Parameter that holds its name. */
  readonly name: string
  /** Condition under which it is made. */
  readonly condition: string
}

/** A bucket that only TLS reaches, versioned and encrypted, which outlives its stack; and its policy. */
export function bucket(id: string, { name, condition }: BucketOptions): Readonly<Record<string, Resource>> {
  return {
    [id]: {
      Type: 'AWS::S3::Bucket',
      Condition: condition,
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: ref(name),
        BucketEncryption: { ServerSideEncryptionConfiguration: [either('HasKey', WITH_KEY, WITHOUT_KEY)] },
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [ABORT_UPLOADS, EXPIRE_OLD_VERSIONS] },
      },
    },
    [`${id}Policy`]: {
      Type: 'AWS::S3::BucketPolicy',
      Condition: condition,
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { Bucket: ref(id), PolicyDocument: policyDocument(onlyTls('s3:*', [arnOf(id), sub(`\${${id}.Arn}/*`)])) },
    },
  }
}

const WITH_KEY: Value = {
  BucketKeyEnabled: true,
  ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ref('EncryptionKeyArn') },
}
const WITHOUT_KEY: Value = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }

/** A process that is killed leaves parts behind, which cost money and are not listed. */
const ABORT_UPLOADS: Value = { Id: 'AbortUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }

/** Also what `forget` removes is gone for good after these days. */
const EXPIRE_OLD_VERSIONS: Value = {
  Id: 'ExpireOldVersions',
  Status: 'Enabled',
  ExpiredObjectDeleteMarker: true,
  NoncurrentVersionExpiration: { NoncurrentDays: ref('OldVersionDays') },
}
