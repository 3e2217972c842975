import * as z from 'zod/mini'
import type { JsonObject } from '@bridge-downstream/core'
import { RefusedMessage } from './refused-message.js'
import type { UploadNotice } from './upload-notice.js'

const text = z.string().check(z.minLength(1))

const event = z.looseObject({
  Records: z.array(
    z.looseObject({
      eventName: z.string(),
      s3: z.looseObject({ bucket: z.looseObject({ name: text }), object: z.looseObject({ key: text }) }),
    }),
  ),
})

/** Whether it is what S3 sends: events, or the test that it sends when it is told to send events. */
export function isS3Event(message: JsonObject): boolean {
  return message['Event'] === 's3:TestEvent' || Array.isArray(message['Records'])
}

/**
 * Read events of S3. A test, and events that are not of new objects, tell of nothing.
 *
 * @throws RefusedMessage `no-notification`.
 */
export function readS3Event(message: JsonObject): UploadNotice[] {
  if (message['Event'] === 's3:TestEvent') return []
  const parsed = event.safeParse(message)
  if (!parsed.success) {
    throw new RefusedMessage('The message is no event of S3', {
      code: 'no-notification',
      pointer: parsed.error.issues[0]?.path.map((segment) => `/${String(segment)}`).join(''),
    })
  }
  return parsed.data.Records.flatMap(({ eventName, s3: { bucket, object } }): UploadNotice[] => {
    if (!/^(s3:)?ObjectCreated:/.test(eventName)) return []
    const place = { bucket: bucket.name, key: decodeKey(object.key) }
    return [{ app: undefined, study: undefined, recordId: undefined, objects: [place] }]
  })
}

/** S3 encodes keys in events as forms are: a space is a plus. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch (cause) {
    throw new RefusedMessage('The key in an event of S3 is not URL-encoded', { code: 'no-notification', cause })
  }
}
