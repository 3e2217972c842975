import { openMyStore } from './uploads.ts'

import { createNotificationHandler } from '@bridge-downstream/glue-shim/handlers'

export const handler = createNotificationHandler({ readUploads: (study, url) => openMyStore(study, url) })
export { handler as plain } from '@bridge-downstream/glue-shim/lambda/on-notification' // the bundle as it is
