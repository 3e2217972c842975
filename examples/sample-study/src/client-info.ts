import { APP_NAME } from './app-version.ts'
import type { StudyRecord } from './study-record.ts'

/**
 * Describe the phone and the app, as the `clientinfo` of an upload does.
 *
 * @returns `ClientInfo [appName=…, osName=…]` for iOS, a JSON text for Android.
 */
export function clientInfo(record: StudyRecord): string {
  const { participant, app } = record
  if (participant.platform === 'android') {
    return JSON.stringify({
      appName: APP_NAME,
      appVersion: app.build,
      deviceName: participant.deviceName,
      osName: 'Android',
      osVersion: participant.osVersion,
      sdkName: 'SampleUploadKit',
      sdkVersion: 3,
    })
  }
  const fields = [
    `appName=${APP_NAME}`,
    `appVersion=${app.build}`,
    `deviceName=${participant.deviceName}`,
    'osName=iPhone OS',
    `osVersion=${participant.osVersion}`,
    'sdkName=SampleUploadKit',
    'sdkVersion=3',
  ]
  return `ClientInfo [${fields.join(', ')}]`
}
