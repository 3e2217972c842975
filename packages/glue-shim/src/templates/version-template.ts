import { ageAlarm, fillAlarm } from './alarms.js'
import {
  DESTINATION_BUCKET,
  DESTINATION_PREFIX,
  ENCRYPTION_KEY,
  ENVIRONMENT,
  LOG_RETENTION,
  NAMESPACE,
  NAMESPACE_PREFIX,
  number,
  VERSION_PREFIX,
} from './parameters.js'
import { workQueue } from './queues.js'
import { stateMachineResources } from './state-machine-resources.js'
import { isGiven, ref, type Parameter, type Template, type Value } from './template.js'
import { REBUILD_WINDOW_SECONDS, versionFunctions } from './version-functions.js'

const key = (part: string): Parameter => ({ Type: 'String', Description: `Key of the code of ${part}.` })

function sizes(id: string, memoryMb: number, timeoutSeconds: number): Readonly<Record<string, Parameter>> {
  return {
    [`${id}MemoryMb`]: number('Memory in MB; the share of a CPU goes with it.', memoryMb, 128, 10_240),
    [`${id}TimeoutSeconds`]: number('How long a call may take.', timeoutSeconds, 1, 900),
  }
}

const list = (description: string): Parameter => ({ Type: 'CommaDelimitedList', Description: description, Default: '' })

/** SQS asks for six times what a function may take, and the time that a batch is gathered. */
export const VISIBILITY_FACTOR = 6

/** The condition that a list holds anything. */
const isNotEmpty = (parameter: string): Value => ({
  'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: parameter }] }, ''] }],
})

/** One version of the code in a namespace: its queues, functions, state machines, schedule and alarms. */
export const versionTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'bridge-downstream: one version of the code in a namespace',
  Parameters: {
    Environment: ENVIRONMENT,
    Namespace: NAMESPACE,
    NamespacePrefix: NAMESPACE_PREFIX,
    VersionPrefix: VERSION_PREFIX,
    DestinationBucketName: DESTINATION_BUCKET,
    DestinationPrefix: DESTINATION_PREFIX,
    EncryptionKeyArn: ENCRYPTION_KEY,
    ArtifactBucketName: { Type: 'String', Description: 'Bucket of the code.' },
    OnNotificationKey: key('on-notification'),
    RebuildPartitionKey: key('rebuild-partition'),
    ListWorkKey: key('list-work'),
    UpdateCatalogKey: key('update-catalog'),
    UploadObjectArns: list('ARNs of the uploads that the credentials of the functions read, such as arn:aws:s3:::uploads/app/*.'),
    UploadBucketArns: list('ARNs of their buckets.'),
    UploadPrefixes: list('What lists of these buckets may ask for, such as app/*.'),
    UploadTopicArns: list('Topics that may tell of new uploads.'),
    SynapseTokenParameter: { Type: 'String', Description: 'SSM parameter of the token of Synapse. Empty: none.', Default: '' },
    SynapseTokenPath: { Type: 'String', Description: 'The same with a slash before it.', Default: '' },
    ...sizes('OnNotification', 2048, 300),
    ...sizes('RebuildPartition', 3008, 600),
    ...sizes('ListWork', 1024, 900),
    ...sizes('UpdateCatalog', 512, 300),
    UploadVisibilitySeconds: number('At least six times OnNotificationTimeoutSeconds.', VISIBILITY_FACTOR * 300, 6, 43_200),
    RebuildVisibilitySeconds: number(
      'At least six times RebuildPartitionTimeoutSeconds, and 300.',
      VISIBILITY_FACTOR * 600 + REBUILD_WINDOW_SECONDS,
      6,
      43_200,
    ),
    UploadConcurrency: number('Batches of new uploads at a time.', 10, 2, 1000),
    RebuildConcurrency: number('Batches of partitions at a time.', 5, 2, 1000),
    BackfillConcurrency: number('Batches of a backfill, or of a rebuild of all, at a time.', 50, 1, 1000),
    BackfillBatchSize: number('Archives of one call in a backfill.', 25, 1, 1000),
    RebuildBatchSize: number('Partitions of one call in a rebuild of all.', 4, 1, 1000),
    ToleratedFailurePercentage: number('Share of the batches that may fail before a run is given up.', 5, 0, 100),
    RebuildOnUpload: {
      Type: 'String',
      Description: 'Whether partitions are rebuilt minutes after their uploads; false leaves it to the schedule, which costs less.',
      Default: 'true',
      AllowedValues: ['true', 'false'],
    },
    RebuildSchedule: {
      Type: 'String',
      Description: 'When what is stale is rebuilt, as EventBridge Scheduler has it.',
      Default: 'rate(1 day)',
    },
    RebuildScheduleState: {
      Type: 'String',
      Description: 'Whether the schedule runs.',
      Default: 'ENABLED',
      AllowedValues: ['ENABLED', 'DISABLED'],
    },
    OldestMessageSeconds: number('How long a message may wait before an alarm goes off.', 3600, 60, 1_209_600),
    LogRetentionDays: LOG_RETENTION,
    LogLevel: {
      Type: 'String',
      Description: 'The least that is logged.',
      Default: 'info',
      AllowedValues: ['debug', 'info', 'warn', 'error'],
    },
  },
  Conditions: {
    HasKey: isGiven('EncryptionKeyArn'),
    HasSynapseToken: isGiven('SynapseTokenParameter'),
    RebuildsOnUpload: { 'Fn::Equals': [ref('RebuildOnUpload'), 'true'] },
    HasUploads: isNotEmpty('UploadObjectArns'),
    HasUploadTopics: isNotEmpty('UploadTopicArns'),
  },
  Resources: {
    ...workQueue('Uploads', '${VersionPrefix}_uploads', { visibility: 'UploadVisibilitySeconds', isToldByTopics: true }),
    ...fillAlarm(
      'DeadUploads',
      '${VersionPrefix}_uploads-dead',
      'Messages of uploads failed again and again: see the log, then redrive them.',
    ),
    ...ageAlarm('Uploads', '${VersionPrefix}_uploads'),
    ...workQueue('Rebuilds', '${VersionPrefix}_rebuilds', { visibility: 'RebuildVisibilitySeconds', isToldByTopics: false }),
    ...fillAlarm('DeadRebuilds', '${VersionPrefix}_rebuilds-dead', 'Partitions failed again and again: see the log, then redrive them.'),
    ...ageAlarm('Rebuilds', '${VersionPrefix}_rebuilds'),
    ...versionFunctions,
    ...stateMachineResources,
  },
}
