import { localArn, ref, type Resource, type Value } from './template.js'

/**
 * What a topic tells of uploads goes to the queue of a version, unwrapped.
 *
 * @param filter Which messages: fields of the message, and the values that they have to have.
 */
export function subscription(filter: { readonly [field: string]: Value }): Resource {
  return {
    Type: 'AWS::SNS::Subscription',
    Condition: 'HasUploadTopic',
    Properties: {
      TopicArn: ref('UploadTopicArn'),
      // A topic may be in another region than the queue.
      Region: { 'Fn::Select': [3, { 'Fn::Split': [':', ref('UploadTopicArn')] }] },
      Protocol: 'sqs',
      Endpoint: localArn('sqs', '${VersionPrefix}_uploads'),
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: filter,
      RedrivePolicy: { deadLetterTargetArn: localArn('sqs', '${VersionPrefix}_uploads-dead') },
    },
  }
}
