import { createNotificationHandler, type NotificationHandler } from '../handlers/on-notification.js'

export const handler: NotificationHandler = createNotificationHandler()
