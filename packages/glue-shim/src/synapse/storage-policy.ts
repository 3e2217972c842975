/** A statement of a bucket policy; those of others are kept as they are. */
export type PolicyStatement = Readonly<Record<string, unknown>>

export interface BucketPolicy {
  readonly Version: string
  readonly Statement: readonly PolicyStatement[]
}

export interface CorsRule {
  readonly ID?: string | undefined
  readonly AllowedHeaders?: readonly string[] | undefined
  readonly AllowedMethods: readonly string[]
  readonly AllowedOrigins: readonly string[]
  readonly MaxAgeSeconds?: number | undefined
}

/** @see Synapse documentation, "Custom Storage Locations": the AWS account of Synapse, and what it needs */
const SYNAPSE_ACCOUNT = 'arn:aws:iam::325565585839:root'
const LIST_SID = 'SynapseList'
const OBJECTS_SID = 'SynapseObjects'
const CORS_ID = 'synapse-web'

/** What lets Synapse read and write below a prefix of a bucket, and lend that right by STS. */
export function synapseStatements(bucket: string, baseKey: string): PolicyStatement[] {
  const arn = `arn:aws:s3:::${bucket}`
  const common = { Effect: 'Allow', Principal: { AWS: SYNAPSE_ACCOUNT } }
  // The names say the prefix, so that several folders can have their right in one bucket.
  const suffix = baseKey.replace(/[^A-Za-z0-9]/g, '')
  return [
    { Sid: `${LIST_SID}${suffix}`, ...common, Action: ['s3:ListBucket*', 's3:GetBucketLocation'], Resource: arn },
    {
      Sid: `${OBJECTS_SID}${suffix}`,
      ...common,
      Action: ['s3:*Object*', 's3:*MultipartUpload*'],
      Resource: `${arn}/${baseKey === '' ? '' : `${baseKey}/`}*`,
    },
  ]
}

/** What lets the web pages of Synapse upload and download. */
export const SYNAPSE_CORS: CorsRule = {
  ID: CORS_ID,
  AllowedHeaders: ['*'],
  AllowedMethods: ['GET', 'POST', 'PUT', 'HEAD'],
  AllowedOrigins: ['*'],
  MaxAgeSeconds: 3000,
}

/** A policy with these statements: those of the same name are replaced, all others kept. */
export function mergePolicy(policy: BucketPolicy | undefined, statements: readonly PolicyStatement[]): BucketPolicy {
  const names = new Set(statements.map(({ Sid }) => Sid))
  const others = (policy?.Statement ?? []).filter(({ Sid }) => Sid === undefined || !names.has(Sid))
  return { Version: policy?.Version ?? '2012-10-17', Statement: [...others, ...statements] }
}

export function mergeCors(rules: readonly CorsRule[], rule: CorsRule): CorsRule[] {
  return [...rules.filter(({ ID }) => ID !== rule.ID), rule]
}
