import { onlyIf, onlyTls, policyDocument } from './policies.js'
import { arnOf, ref, sub, type Resource } from './template.js'

const FOURTEEN_DAYS_SECONDS = 14 * 24 * 60 * 60
/** A message that failed this often lies among the dead letters. */
const MOST_RECEIVES = 5

/** A queue that people look into; nothing works it off. */
export function keptQueue(id: string, name: string): Readonly<Record<string, Resource>> {
  return { [id]: queue(name, {}), [`${id}Policy`]: queuePolicy(id, false) }
}

export interface WorkQueueOptions {
  /** Parameter of how long a message that is being worked on stays hidden. */
  readonly visibility: string
  /** Whether topics of the parameter `UploadTopicArns` may send to it. */
  readonly isToldByTopics: boolean
}

/** A queue that a function works off, and the one of its dead letters. */
export function workQueue(id: string, name: string, { visibility, isToldByTopics }: WorkQueueOptions): Readonly<Record<string, Resource>> {
  return {
    [id]: queue(name, {
      VisibilityTimeout: ref(visibility),
      RedrivePolicy: { deadLetterTargetArn: arnOf(`Dead${id}`), maxReceiveCount: MOST_RECEIVES },
    }),
    [`${id}Policy`]: queuePolicy(id, isToldByTopics),
    [`Dead${id}`]: queue(`${name}-dead`, {}),
    [`Dead${id}Policy`]: queuePolicy(`Dead${id}`, isToldByTopics),
  }
}

function queue(name: string, properties: Resource['Properties']): Resource {
  return {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { QueueName: sub(name), MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS, SqsManagedSseEnabled: true, ...properties },
  }
}

function queuePolicy(id: string, isToldByTopics: boolean): Resource {
  const topics = onlyIf('HasUploadTopics', {
    Sid: 'Topics',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arnOf(id),
    Condition: { ArnEquals: { 'aws:SourceArn': ref('UploadTopicArns') } },
  })
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [ref(id)], PolicyDocument: policyDocument(onlyTls('sqs:*', arnOf(id)), ...(isToldByTopics ? [topics] : [])) },
  }
}
