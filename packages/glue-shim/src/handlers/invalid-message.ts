import { stringifyJson, validationResult, type JsonObject, type JudgedRecord } from '@bridge-downstream/core'
import { createHash } from 'node:crypto'
import type { OutgoingMessage } from './queue-sender.js'
import type { RefusedMessage } from './refused-message.js'

/** Findings beyond this are left out, since SQS takes no message above 256 KiB. */
const MOST_BYTES = 200 * 1024

/** Where a record was found to be invalid. */
export interface InvalidPlace {
  readonly app: string
  readonly study: string
  /** Of the archive. */
  readonly version: string
}

/**
 * The message for consumers of invalid records: what told of the record, and what is wrong with it. The deduplication id is the same each
 * time it is sent of one version of an archive.
 */
export function invalidRecordMessage(message: JsonObject, record: JudgedRecord, { app, study, version }: InvalidPlace): OutgoingMessage {
  const { errors, ...result } = validationResult(record, app)
  const told = stringifyJson(Object.fromEntries(Object.entries(message).filter(([key]) => key !== 'validation_result')))
  const all = Object.entries(errors)
  const shown = fitting(all, MOST_BYTES - Buffer.byteLength(told) - Buffer.byteLength(JSON.stringify(result)))
  const omitted = all.length - shown.length
  const found = { ...result, errors: Object.fromEntries(shown), ...(omitted > 0 ? { entriesOmitted: omitted } : {}) }
  return {
    body: `${told.slice(0, -1)}${told === '{}' ? '' : ','}"validation_result":${JSON.stringify(found)}}`,
    deduplicationId: digest('record', app, study, record.archive, version),
    attributes: { code: 'invalid-record', app, study },
  }
}

/** The message of what cannot be understood or may not be done: its body is what came in, untouched. */
export function refusedMessage(body: string, refusal: RefusedMessage): OutgoingMessage {
  return { body, deduplicationId: digest('message', body), attributes: { code: refusal.code, reason: attributeText(refusal.reason) } }
}

function fitting(errors: readonly (readonly [string, readonly string[]])[], room: number): (readonly [string, readonly string[]])[] {
  let used = 0
  return errors.filter((entry) => (used += Buffer.byteLength(JSON.stringify(entry))) <= room)
}

/** SQS refuses control characters in attributes. */
function attributeText(text: string): string {
  return text.replaceAll(/[^\u0020-\ud7ff\ue000-\ufffd]/g, '?').slice(0, 500)
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
