import { UPLOAD_TOPIC, VERSION_PREFIX } from './parameters.js'
import { subscription } from './subscription.js'
import { isGiven, ref, type Template } from './template.js'

/** An app whose topic tells of the uploads of all its studies: to which version they go. */
export const appTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'bridge-downstream: where new uploads of an app go',
  Parameters: {
    App: { Type: 'String', Description: 'The app that sends the archives.' },
    VersionPrefix: VERSION_PREFIX,
    UploadTopicArn: UPLOAD_TOPIC,
  },
  Conditions: { HasUploadTopic: isGiven('UploadTopicArn') },
  // Not by study: a record whose studies the message leaves out has to arrive too.
  Resources: { Subscription: subscription({ appId: [ref('App')] }) },
}
