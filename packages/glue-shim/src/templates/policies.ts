import { either, NO_VALUE, ref, sub, type Value } from './template.js'

export const policyDocument = (...statements: readonly Value[]): Value => ({ Version: '2012-10-17', Statement: statements })

export const allow = (actions: readonly string[], resources: Value, rest: { readonly [name: string]: Value } = {}): Value => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...rest,
})

/** A statement that is there if the condition holds. */
export const onlyIf = (condition: string, statement: Value): Value => either(condition, statement, NO_VALUE)

/** Who may take a role on: a service, and for this account only. */
export const trust = (service: string): Value =>
  policyDocument({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
  })

/** Lambda tells no source account when it takes a role on. */
export const TRUST_LAMBDA: Value = policyDocument({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
})

/** Refuse whoever comes without TLS. */
export const onlyTls = (action: string, resources: Value): Value => ({
  Sid: 'OnlyTls',
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resources,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})

/** What lies below the namespace in the destination. No namespace holds a slash, so that no key of another begins so. */
const NAMESPACE_OBJECTS = sub('arn:${AWS::Partition}:s3:::${DestinationBucketName}/${DestinationPrefix}${Namespace}/*')

/** Why lists have a condition that a request without a prefix passes. */
export const LIST_REASON: string =
  'StringLikeIfExists: for an object that is not there S3 asks for ListBucket without a prefix, and would answer 403 instead of 404. ' +
  'A list with a prefix has to stay within what is named.'

const listNamespace = allow(
  ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
  sub('arn:${AWS::Partition}:s3:::${DestinationBucketName}'),
  {
    Condition: { StringLikeIfExists: { 's3:prefix': sub('${DestinationPrefix}${Namespace}/*') } },
  },
)

const useKey = (...actions: readonly string[]): Value => onlyIf('HasKey', allow(actions, ref('EncryptionKeyArn')))

export const READ_RESULTS: readonly Value[] = [allow(['s3:GetObject'], NAMESPACE_OBJECTS), listNamespace, useKey('kms:Decrypt')]

/** Uploads in parts need what is said of parts. */
const PUT = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']

/** Read all, and write lists of work. */
export const LIST_RESULTS: readonly Value[] = [
  allow(['s3:GetObject'], NAMESPACE_OBJECTS),
  allow(PUT, sub('arn:${AWS::Partition}:s3:::${DestinationBucketName}/${DestinationPrefix}${Namespace}/_work/*')),
  listNamespace,
  useKey('kms:Decrypt', 'kms:GenerateDataKey'),
]

/** Read lists of work, and write what came of a run, as state machines do. */
export const RUN_RESULTS: readonly Value[] = [
  allow(['s3:GetObject'], NAMESPACE_OBJECTS),
  allow(PUT, sub('arn:${AWS::Partition}:s3:::${DestinationBucketName}/${DestinationPrefix}${Namespace}/_runs/*')),
  useKey('kms:Decrypt', 'kms:GenerateDataKey'),
]

/** Read, write and remove. */
export const CHANGE_RESULTS: readonly Value[] = [
  allow(['s3:GetObject', ...PUT, 's3:DeleteObject'], NAMESPACE_OBJECTS),
  listNamespace,
  useKey('kms:Decrypt', 'kms:GenerateDataKey'),
]

export const writeLog = (logGroup: string): Value =>
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    sub(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${logGroup}:*`),
  )
