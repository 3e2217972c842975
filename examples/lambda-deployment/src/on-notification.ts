import { createNotificationHandler, type NotificationHandler } from '@bridge-downstream/glue-shim/handlers'
import { createS3Store } from '@bridge-downstream/s3-adapter'

/** Where the bucket of uploads is; the functions and their results are elsewhere. */
const UPLOADS_REGION = 'us-west-2'

/** As the shipped one, but for where and how uploads are read. */
export const handler: NotificationHandler = createNotificationHandler({
  readUploads: (_study, url) => createS3Store(url, { region: UPLOADS_REGION, maxAttempts: 4 }),
})
