import { APP_NAME } from './app-version.ts'
import { clientInfo } from './client-info.ts'
import { BASE64URL, createRandom } from './random.ts'
import type { AssessmentId, StudyRecord } from './study-record.ts'
import { utcTimestamp } from './timestamps.ts'

const REVISIONS: Record<AssessmentId, { older: number; newer: number }> = {
  spelling: { older: 5, newer: 6 },
  flanker: { older: 5, newer: 5 },
  'walk-and-balance': { older: 1, newer: 2 },
}

/**
 * Make the S3 user metadata of an upload.
 *
 * @returns Lower-case keys with string values, as S3 hands them out. `participantversion`, `studyburst…` and `useragent` can be absent.
 */
export function userMetadata(record: StudyRecord): Record<string, string> {
  const { participant, assessmentId, app, day } = record
  const revision = REVISIONS[assessmentId][app.name]
  const week = Math.floor(day / 7)
  // The schedule is one for the whole study, so its identifiers come from the seed and not from the record.
  const guidOf = (name: string): string => createRandom(`${record.seed}/guid/${name}`).text(24, BASE64URL)
  const isBurst = assessmentId !== 'walk-and-balance'
  return {
    recordid: record.recordId,
    healthcode: participant.healthCode,
    clientinfo: clientInfo(record),
    ...(app.name === 'newer' ? { useragent: `${APP_NAME}/${app.build} (${participant.deviceName}) SampleUploadKit/3` } : {}),
    ...(participant.version === undefined ? {} : { participantversion: String(participant.version) }),
    uploadedon: utcTimestamp(record.uploadedAt),
    exportedon: utcTimestamp(record.exportedAt),
    eventtimestamp: utcTimestamp(record.startedAt - 60_000),
    instanceguid: record.instanceGuid,
    assessmentid: assessmentId,
    assessmentrevision: String(revision),
    assessmentguid: guidOf(`assessment/${assessmentId}/${revision}`),
    assessmentinstanceguid: record.instanceGuid,
    sessionguid: guidOf(`session/${assessmentId}`),
    sessionname: isBurst ? 'Weekly thinking tasks' : 'Moving',
    sessioninstanceguid: guidOf(`session/${assessmentId}/${participant.healthCode}/${week}`).slice(0, 22),
    sessioninstancestartday: String(week * 7),
    sessioninstanceendday: String(week * 7 + 6),
    sessionstarteventid: isBurst ? `study_burst:weekly_burst:0${week + 1}` : 'timeline_retrieved',
    ...(isBurst ? { studyburstid: 'weekly_burst', studyburstnum: String(week + 1) } : {}),
    timewindowguid: guidOf(`window/${assessmentId}`),
    timewindowpersistent: 'false',
    scheduleguid: guidOf('schedule'),
    schedulemodifiedon: '2023-12-18T16:20:05.118Z',
    schedulepublished: 'true',
  }
}
