import type { StudyRecord } from './study-record.ts'

const MS_PER_MINUTE = 60_000

/**
 * Write an instant as its device would: Android in UTC (`…Z`), iOS in local time with an offset (`…-08:00`).
 *
 * @param record Whose device wrote it.
 * @param epochMs Milliseconds since the Unix epoch.
 */
export function deviceTimestamp(record: StudyRecord, epochMs: number): string {
  if (record.participant.platform === 'android') return utcTimestamp(epochMs)
  const { utcOffsetMinutes } = record.participant
  const local = new Date(Math.round(epochMs) + utcOffsetMinutes * MS_PER_MINUTE).toISOString().slice(0, -1)
  const distance = Math.abs(utcOffsetMinutes)
  const hours = String(Math.floor(distance / 60)).padStart(2, '0')
  const minutes = String(distance % 60).padStart(2, '0')
  return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`
}

/** Write an instant, in milliseconds since the Unix epoch, as `2024-01-03T18:48:15.890Z`. */
export function utcTimestamp(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString()
}

/** Write the UTC date of an instant, in milliseconds since the Unix epoch, as `2024-01-03`. */
export function utcDate(epochMs: number): string {
  return utcTimestamp(epochMs).slice(0, 10)
}
