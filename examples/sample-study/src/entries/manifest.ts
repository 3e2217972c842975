import { APP_NAME } from '../app-version.ts'
import type { ArchiveEntry, JsonEntry } from '../archive-entry.ts'
import { optionalField } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

/**
 * Make `metadata.json`: which files the archive holds, and what made them.
 *
 * Some files have no `jsonSchema`: those that have none at all, and those whose schema the app forgot to state. Android's older app leaves
 * out `appName`; the newer app adds `deviceOrientation`.
 *
 * @param entries The files to list; directories are not listed.
 */
export function manifestEntry(record: StudyRecord, entries: readonly ArchiveEntry[]): JsonEntry {
  const { random, participant, app } = record
  const { platform } = participant
  const orientation = app.name === 'newer' && random.chance(0.8) ? random.pick(['portrait', 'landscapeLeft', 'faceUp']) : undefined
  const files = entries.filter((entry) => entry.kind !== 'directory').map((entry) => describeFile(record, entry))
  const value = {
    ...(platform === 'android' && app.name === 'older' ? {} : { appName: APP_NAME }),
    appVersion: app.label,
    deviceInfo: `${participant.deviceName}; ${platform === 'ios' ? 'iOS' : 'Android'}/${participant.osVersion}`,
    deviceTypeIdentifier: participant.deviceType,
    ...(app.name === 'newer' ? optionalField(platform, 'deviceOrientation', orientation) : {}),
    taskIdentifier: record.assessmentId,
    taskRunUUID: record.runUuid,
    scheduledActivityGuid: record.instanceGuid,
    startDate: deviceTimestamp(record, record.startedAt),
    endDate: deviceTimestamp(record, record.endedAt),
    files,
  }
  return { kind: 'json', path: 'metadata.json', value }
}

function describeFile(record: StudyRecord, entry: Exclude<ArchiveEntry, { kind: 'directory' }>): JsonObject {
  const { random, participant } = record
  const isForgotten = random.chance(0.1)
  const timestamp = deviceTimestamp(record, record.endedAt + random.integer(20, 400))
  if (entry.kind === 'bytes') {
    const file = { filename: entry.path, timestamp, contentType: entry.contentType }
    return { ...file, ...optionalField(participant.platform, 'jsonSchema', undefined) }
  }
  return {
    filename: entry.path,
    timestamp,
    contentType: 'application/json',
    identifier: entry.path.replace(/\.json$/, ''),
    ...optionalField(participant.platform, 'stepPath', entry.stepPath),
    ...optionalField(participant.platform, 'jsonSchema', isForgotten ? undefined : entry.jsonSchema),
    ...(random.chance(0.15) ? { metadata: { retries: random.integer(1, 3) } } : {}),
  }
}
