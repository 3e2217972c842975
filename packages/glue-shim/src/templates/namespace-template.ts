import { fillAlarm } from './alarms.js'
import { functionRole, logGroup } from './lambda-function.js'
import {
  DESTINATION_BUCKET,
  DESTINATION_PREFIX,
  ENCRYPTION_KEY,
  ENVIRONMENT,
  LOG_RETENTION,
  NAMESPACE,
  NAMESPACE_PREFIX,
} from './parameters.js'
import { LIST_REASON, READ_RESULTS, writeLog } from './policies.js'
import { keptQueue } from './queues.js'
import { isGiven, type Template } from './template.js'

const CATALOG = '${NamespacePrefix}_update-catalog'

/** What all versions of a namespace share: the queue of refused records, and who may change the catalog. */
export const namespaceTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'bridge-downstream: what all versions of a namespace share',
  Parameters: {
    Environment: ENVIRONMENT,
    Namespace: NAMESPACE,
    NamespacePrefix: NAMESPACE_PREFIX,
    DestinationBucketName: DESTINATION_BUCKET,
    DestinationPrefix: DESTINATION_PREFIX,
    EncryptionKeyArn: ENCRYPTION_KEY,
    LogRetentionDays: LOG_RETENTION,
  },
  Conditions: { HasKey: isGiven('EncryptionKeyArn') },
  Resources: {
    ...keptQueue('Invalid', '${NamespacePrefix}_invalid'),
    ...fillAlarm('Invalid', '${NamespacePrefix}_invalid', 'Records were refused: each message says which, and what is wrong with them.'),
    UpdateCatalogLog: logGroup(CATALOG),
    UpdateCatalogRole: functionRole(CATALOG, [writeLog(`/aws/lambda/${CATALOG}`), ...READ_RESULTS], { ListBucket: LIST_REASON }),
  },
}
