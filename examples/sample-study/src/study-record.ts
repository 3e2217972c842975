import { NEWER_APP, OLDER_APP } from './app-version.ts'
import type { AppVersion } from './app-version.ts'
import { makeParticipant, PARTICIPANT_COUNT } from './participant.ts'
import type { Participant } from './participant.ts'
import { BASE64URL, createRandom } from './random.ts'
import type { Random } from './random.ts'

/** The assessments of the study. */
export const ASSESSMENT_IDS = ['spelling', 'flanker', 'walk-and-balance'] as const

/** One of `ASSESSMENT_IDS`. */
export type AssessmentId = (typeof ASSESSMENT_IDS)[number]

/** Who did which assessment when, with which release: what everything in an archive follows from. */
export type StudyRecord = {
  seed: number
  /** Values for the content; drawn from in a fixed order. */
  random: Random
  recordId: string
  /** The run's own identifier, in upper case on iOS and in lower case on Android. */
  runUuid: string
  /** What the schedule calls this run. */
  instanceGuid: string
  participant: Participant
  assessmentId: AssessmentId
  app: AppVersion
  /** From 0 to `STUDY_DAYS` - 1, in the participant's local time. */
  day: number
  /** When the phone was last switched on, which its uptime counts from; milliseconds since the Unix epoch, like the next four. */
  bootedAt: number
  startedAt: number
  endedAt: number
  uploadedAt: number
  exportedAt: number
}

/** The study's first day: 2024-01-02, in milliseconds since the Unix epoch. */
export const STUDY_START: number = Date.UTC(2024, 0, 2)

/** Three weeks. */
export const STUDY_DAYS = 21

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000

/**
 * Decide who did what when in one archive.
 *
 * @param seed The study's seed.
 * @param index The archive's number, from 0. The result depends on these two alone, so a study of any size can be streamed.
 */
export function planRecord(seed: number, index: number): StudyRecord {
  const random = createRandom(`${seed}/record/${index}`)
  const participant = makeParticipant(seed, random.integer(0, PARTICIPANT_COUNT - 1))
  const day = random.integer(0, STUDY_DAYS - 1)
  const localMs = random.between(7, 22.5) * 3_600_000
  const startedAt = Math.floor(STUDY_START + day * DAY_MS + localMs - participant.utcOffsetMinutes * 60_000)
  const endedAt = startedAt + random.integer(120_000, 400_000)
  // Most phones upload at once; some wait for a network and reach the bucket a day or two later.
  const delay = random.chance(0.06) ? random.integer(DAY_MS, 2 * DAY_MS) : random.integer(1500, 90_000)
  const uploadedAt = endedAt + delay
  return {
    seed,
    recordId: random.text(24, BASE64URL),
    runUuid: makeUuid(random, participant.platform === 'ios'),
    instanceGuid: random.text(22, BASE64URL),
    random,
    participant,
    assessmentId: random.pick(ASSESSMENT_IDS),
    app: day < participant.upgradeDay ? OLDER_APP : NEWER_APP,
    day,
    bootedAt: startedAt - random.integer(40_000_000, 900_000_000),
    startedAt,
    endedAt,
    uploadedAt,
    exportedAt: uploadedAt + random.integer(150, 3000),
  }
}

function makeUuid(random: Random, upperCase: boolean): string {
  const hex = random.text(30, '0123456789abcdef')
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18, 30)}`
  return upperCase ? uuid.toUpperCase() : uuid
}
