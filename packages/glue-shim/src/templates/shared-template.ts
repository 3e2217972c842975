import { bucket } from './bucket.js'
import { ENCRYPTION_KEY, ENVIRONMENT } from './parameters.js'
import { isGiven, ref, type Parameter, type Template } from './template.js'

const make = (what: string): Parameter => ({
  Type: 'String',
  Description: `Whether to make the bucket for ${what}; false where it is there already.`,
  Default: 'true',
  AllowedValues: ['true', 'false'],
})

const isTrue = (parameter: string): { readonly 'Fn::Equals': [{ readonly Ref: string }, string] } => ({
  'Fn::Equals': [{ Ref: parameter }, 'true'],
})

/** What all namespaces of an environment share: the buckets, and the topic that alarms go to. */
export const sharedTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'bridge-downstream: what all namespaces of an environment share',
  Parameters: {
    Environment: ENVIRONMENT,
    ArtifactBucketName: { Type: 'String', Description: 'Bucket of the code, under {repo}/{ref}/.' },
    CreateArtifactBucket: make('the code'),
    DestinationBucketName: { Type: 'String', Description: 'Bucket of the results, under {namespace}/.' },
    CreateDestinationBucket: make('the results'),
    UploadBucketName: { Type: 'String', Description: 'Bucket of uploads that is to be made. Empty: uploads lie elsewhere.', Default: '' },
    OldVersionDays: {
      Type: 'Number',
      Description: 'How long objects that were replaced or removed can be brought back.',
      Default: 30,
      MinValue: 1,
    },
    EncryptionKeyArn: ENCRYPTION_KEY,
    AlarmEmail: { Type: 'String', Description: 'Address that alarms are mailed to. Empty: nobody, until someone subscribes.', Default: '' },
  },
  Conditions: {
    HasKey: isGiven('EncryptionKeyArn'),
    MakesArtifactBucket: isTrue('CreateArtifactBucket'),
    MakesDestinationBucket: isTrue('CreateDestinationBucket'),
    MakesUploadBucket: isGiven('UploadBucketName'),
    HasAlarmEmail: isGiven('AlarmEmail'),
  },
  Resources: {
    ...bucket('ArtifactBucket', { name: 'ArtifactBucketName', condition: 'MakesArtifactBucket' }),
    ...bucket('DestinationBucket', { name: 'DestinationBucketName', condition: 'MakesDestinationBucket' }),
    ...bucket('UploadBucket', { name: 'UploadBucketName', condition: 'MakesUploadBucket' }),
    AlarmTopic: {
      Type: 'AWS::SNS::Topic',
      Metadata: { Unencrypted: 'CloudWatch cannot publish to a topic with the key of SNS, and alarms hold names and counts only.' },
      Properties: { TopicName: { 'Fn::Sub': 'bd-shared-${Environment}-alarms' } },
    },
    AlarmMail: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'HasAlarmEmail',
      Properties: { TopicArn: ref('AlarmTopic'), Protocol: 'email', Endpoint: ref('AlarmEmail') },
    },
  },
}
