import { BridgeDownstreamError, parseJson, type JsonObject, type JsonValue } from '@bridge-downstream/core'
import { readNotification } from './read-notification.js'
import { isS3Event, readS3Event } from './read-s3-event.js'
import { RefusedMessage } from './refused-message.js'
import type { UploadNotice } from './upload-notice.js'

/** What a queue delivered, understood. */
export interface UploadMessage {
  /** The notification, without its envelope; undefined for events of S3. */
  readonly notification: JsonObject | undefined
  /** None for a message that asks for nothing. */
  readonly notices: readonly UploadNotice[]
}

/** SNS in SNS is not known to happen; this ends what would not end. */
const MOST_ENVELOPES = 3

/**
 * Read the body of a message: an envelope of SNS, or with raw delivery what would be in it: a notification of Bridge, or events of S3.
 *
 * @throws RefusedMessage `not-json` or `no-notification`.
 */
export function readMessage(body: string, envelopes = 0): UploadMessage {
  const message = parseBody(body)
  if (!isJsonObject(message)) throw new RefusedMessage('The message is no JSON object', { code: 'no-notification' })
  const inner = message['Message']
  const isEnvelope = message['Type'] === 'Notification' && typeof inner === 'string' && envelopes < MOST_ENVELOPES
  if (isEnvelope) return readMessage(inner, envelopes + 1)
  if (isS3Event(message)) return { notification: undefined, notices: readS3Event(message) }
  return { notification: message, notices: readNotification(message) }
}

function parseBody(body: string): JsonValue {
  try {
    return parseJson(body, { duplicateKeys: 'last', maxDepth: 100 })
  } catch (cause) {
    if (!(cause instanceof BridgeDownstreamError)) throw cause
    const { offsetBytes } = cause.place
    throw new RefusedMessage('The message is no JSON', { code: 'not-json', offsetBytes, cause })
  }
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype
}
