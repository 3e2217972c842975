import * as z from 'zod/mini'
import type { JsonObject } from '@bridge-downstream/core'
import { RefusedMessage } from './refused-message.js'
import type { ObjectPlace, UploadNotice } from './upload-notice.js'

const id = z.string().check(z.minLength(1))

/** Nulls are left out by whoever sends it. */
const info = z.looseObject({ s3Bucket: z.optional(id), s3Key: z.optional(id) })

const notification = z.looseObject({
  appId: id,
  recordId: id,
  studyId: z.optional(id),
  record: z.optional(info),
  // Its keys are data, so they are looked at one by one.
  studyRecords: z.optional(z.custom<Readonly<Record<string, unknown>>>(isPlainObject, 'must be an object of studies')),
})

/**
 * Read a notification of Bridge: of an app's record, with the studies that have it, or of a study's.
 *
 * Of an app's record each study is told of: that study's copy counts where `record` is absent, or lies outside the study's uploads. Without
 * any study, whichever study of the app has the object is meant.
 *
 * @throws RefusedMessage `no-notification`, naming the place that is wrong.
 */
export function readNotification(message: JsonObject): UploadNotice[] {
  const parsed = notification.safeParse(message)
  if (!parsed.success) throw noNotification(parsed.error)
  const { appId: app, recordId, studyId, record, studyRecords = {} } = parsed.data
  if (studyId !== undefined) return [{ app, study: studyId, recordId, objects: placesOf(parsed.data, record) }]
  const studies = Object.entries(studyRecords).map(([study, value]): UploadNotice => {
    const own = info.safeParse(value)
    if (!own.success) throw noNotification(own.error, ['studyRecords', study])
    return { app, study, recordId, objects: placesOf(record, own.data) }
  })
  return studies.length > 0 ? studies : [{ app, study: undefined, recordId, objects: placesOf(record) }]
}

function placesOf(...infos: readonly (z.infer<typeof info> | undefined)[]): ObjectPlace[] {
  return infos.flatMap((found) => {
    const { s3Bucket: bucket, s3Key: key } = found ?? {}
    return bucket === undefined || key === undefined ? [] : [{ bucket, key }]
  })
}

function noNotification({ issues }: z.core.$ZodError, before: readonly string[] = []): RefusedMessage {
  const [issue] = issues
  const pointer = [...before, ...(issue?.path ?? [])].map((segment) => `/${String(segment)}`).join('')
  return new RefusedMessage('The message is no notification of an upload', {
    code: 'no-notification',
    pointer,
    hint: `What stands there is wrong: ${issue?.code ?? 'unknown'}.`,
  })
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
