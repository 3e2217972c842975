import { APP_NAME } from '../app-version.ts'
import type { ArchiveEntry, JsonEntry } from '../archive-entry.ts'
import type { StudyRecord } from '../study-record.ts'

/** 2001-01-01T00:00:00Z, which Apple counts from, in seconds since the Unix epoch. */
const COCOA_EPOCH_SECONDS = 978_307_200

/** Make `info.json`, the older app's list of files, which has no schema; times are seconds since 2001. */
export function infoEntry(record: StudyRecord, entries: readonly ArchiveEntry[]): JsonEntry {
  const { participant, app, random } = record
  const closedAt = record.endedAt / 1000 - COCOA_EPOCH_SECONDS
  const value = {
    format: 'v2_generic',
    item: `sample-${record.assessmentId}`,
    schemaRevision: 1,
    appName: APP_NAME,
    appVersion: app.label,
    phoneInfo: `${participant.deviceName}; ${participant.osVersion}`,
    files: entries
      .filter((entry) => entry.kind !== 'directory')
      .map((entry) => ({
        filename: entry.path,
        createdOn: closedAt + random.next() * 0.3,
        contentType: entry.kind === 'bytes' ? entry.contentType : 'application/json',
      })),
  }
  return { kind: 'json', path: 'info.json', value }
}
