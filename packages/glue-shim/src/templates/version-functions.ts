import { functionAlarms } from './alarms.js'
import { lambda, lambdaFunction } from './lambda-function.js'
import { allow, CHANGE_RESULTS, LIST_REASON, LIST_RESULTS, onlyIf } from './policies.js'
import { arnOf, localArn, ref, sub, type Resource, type Value } from './template.js'

/** How long changes are gathered before partitions are rebuilt. */
export const REBUILD_WINDOW_SECONDS = 300

const REASONS = { ListBucket: LIST_REASON }

const READ_UPLOADS: readonly Value[] = [
  onlyIf('HasUploads', allow(['s3:GetObject'], ref('UploadObjectArns'))),
  onlyIf(
    'HasUploads',
    allow(['s3:ListBucket'], ref('UploadBucketArns'), { Condition: { StringLikeIfExists: { 's3:prefix': ref('UploadPrefixes') } } }),
  ),
  onlyIf(
    'HasSynapseToken',
    allow(['ssm:GetParameter'], sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${SynapseTokenPath}')),
  ),
]

const worksOff = (queue: string): Value =>
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], arnOf(queue))

const sendsTo = (queue: Value): Value => allow(['sqs:SendMessage'], queue)

/** What runs when something comes in, and when it is asked for. */
export const versionFunctions: Readonly<Record<string, Resource>> = {
  ...lambdaFunction('OnNotification', {
    part: 'on-notification',
    statements: [
      worksOff('Uploads'),
      sendsTo(arnOf('Rebuilds')),
      sendsTo(localArn('sqs', '${NamespacePrefix}_invalid')),
      ...CHANGE_RESULTS,
      ...READ_UPLOADS,
    ],
    reasons: REASONS,
  }),
  ...lambdaFunction('RebuildPartition', {
    part: 'rebuild-partition',
    statements: [worksOff('Rebuilds'), ...CHANGE_RESULTS],
    reasons: REASONS,
  }),
  ...lambdaFunction('ListWork', { part: 'list-work', statements: [...LIST_RESULTS, ...READ_UPLOADS], reasons: REASONS }),
  // Its role and its log are those of the namespace, so that a study gives them its database once for all versions.
  UpdateCatalog: lambda('UpdateCatalog', {
    name: '${VersionPrefix}_update-catalog',
    part: 'update-catalog',
    logGroup: sub('/aws/lambda/${NamespacePrefix}_update-catalog'),
    role: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${NamespacePrefix}_update-catalog'),
  }),
  ...functionAlarms('UpdateCatalog', '${VersionPrefix}_update-catalog'),
  UploadsToFunction: worker('Uploads', 'OnNotification', { batchSize: 10, windowSeconds: 0, concurrency: 'UploadConcurrency' }),
  // Many uploads of a few minutes are of the same partitions, which are then rebuilt once.
  RebuildsToFunction: worker('Rebuilds', 'RebuildPartition', {
    batchSize: 100,
    windowSeconds: REBUILD_WINDOW_SECONDS,
    concurrency: 'RebuildConcurrency',
  }),
}

interface Worker {
  readonly batchSize: number
  readonly windowSeconds: number
  /** Parameter of how many batches are worked on at a time. */
  readonly concurrency: string
}

function worker(queue: string, id: string, { batchSize, windowSeconds, concurrency }: Worker): Resource {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arnOf(queue),
      FunctionName: ref(id),
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: windowSeconds,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: ref(concurrency) },
    },
  }
}
