import { NAMESPACE_PREFIX, UPLOAD_TOPIC, VERSION_PREFIX } from './parameters.js'
import { allow, policyDocument } from './policies.js'
import { subscription } from './subscription.js'
import { isGiven, localArn, ref, sub, type Template } from './template.js'

/** A study: its database, and to which version new uploads go where it has a topic of its own. */
export const studyTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'bridge-downstream: a study',
  Parameters: {
    NamespacePrefix: NAMESPACE_PREFIX,
    VersionPrefix: VERSION_PREFIX,
    App: { Type: 'String', Description: 'The app that sends the archives.' },
    Study: { Type: 'String', Description: 'The study within the app.' },
    DatabaseName: { Type: 'String', Description: 'Name of its Glue database.', AllowedPattern: '[a-z0-9_]{1,255}' },
    UploadTopicArn: { ...UPLOAD_TOPIC, AllowedPattern: `(${UPLOAD_TOPIC.AllowedPattern})?`, Default: '' },
  },
  Conditions: { HasUploadTopic: isGiven('UploadTopicArn') },
  Resources: {
    Database: {
      Type: 'AWS::Glue::Database',
      Properties: {
        CatalogId: ref('AWS::AccountId'),
        DatabaseInput: { Name: ref('DatabaseName'), Description: sub('Tables of ${App}, ${Study}') },
      },
    },
    CatalogPolicy: {
      Type: 'AWS::IAM::RolePolicy',
      Metadata: { Catalog: 'Glue asks for the catalog besides the database and the table; alone it gives access to neither.' },
      Properties: {
        RoleName: sub('${NamespacePrefix}_update-catalog'),
        PolicyName: ref('DatabaseName'),
        PolicyDocument: policyDocument(
          allow(
            ['glue:GetDatabase', 'glue:*Table', 'glue:*Tables', 'glue:*Partition', 'glue:*Partitions', 'glue:GetPartitionIndexes'],
            [localArn('glue', 'catalog'), localArn('glue', 'database/${DatabaseName}'), localArn('glue', 'table/${DatabaseName}/*')],
          ),
        ),
      },
    },
    Subscription: subscription({ appId: [ref('App')], studyId: [ref('Study')] }),
  },
}
