import { breakArchive, BROKEN_KINDS } from './break-archive.ts'
import type { BrokenKind } from './break-archive.ts'
import { itemAt } from './item-at.ts'
import { packArchive, renderEntries } from './pack-archive.ts'
import { recordEntries } from './record-entries.ts'
import { planRecord } from './study-record.ts'
import { utcDate } from './timestamps.ts'
import { userMetadata } from './user-metadata.ts'

/** One upload of the study. */
export type StudyArchive = {
  /** `{app}/{study}/{YYYY-MM-DD}/{recordid}-{filename}.zip`, the date being that of the upload, UTC. */
  key: string
  /** The S3 user metadata. */
  metadata: Record<string, string>
  bytes: Uint8Array
  /** How the upload is broken; absent if it is good. */
  broken?: BrokenKind
}

/** What to generate. */
export type StudyOptions = {
  /** Any safe integer; default 1. */
  seed?: number
  /** How many archives, the broken ones included; default 300. */
  archives?: number
  /** How many of them are broken; default one in 37, but at most 8. */
  brokenArchives?: number
}

/** The made-up app, first part of each key. */
export const APP_ID = 'sample-app'

/** The made-up study, second part of each key. */
export const STUDY_ID = 'sample-study'

const BROKEN_SPACING = 37

/**
 * Generate a study, one archive after another.
 *
 * Archive i depends on `seed` and i alone. Every 37th is broken until there are `brokenArchives`, in the order of `BROKEN_KINDS`; only where
 * that leaves no room for all do they stand closer together.
 *
 * @returns `archives` archives; equal options give equal bytes.
 * @throws RangeError if an option is not a whole number in its range.
 */
export function generateStudy(options: StudyOptions = {}): Generator<StudyArchive> {
  const { seed = 1, archives = 300 } = options
  const { brokenArchives = Math.min(8, Math.floor(archives / BROKEN_SPACING)) } = options
  requireInteger('seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  requireInteger('archives', archives, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('brokenArchives', brokenArchives, 0, archives)
  return generate(seed, archives, brokenArchives)
}

function* generate(seed: number, archives: number, brokenArchives: number): Generator<StudyArchive> {
  const spacing = Math.min(BROKEN_SPACING, Math.floor(archives / Math.max(1, brokenArchives)))
  for (let index = 0; index < archives; index += 1) {
    const number = (index + 1) / spacing - 1
    const isBroken = Number.isInteger(number) && number < brokenArchives
    yield makeArchive(seed, index, isBroken ? itemAt(BROKEN_KINDS, number) : undefined)
  }
}

function makeArchive(seed: number, index: number, broken: BrokenKind | undefined): StudyArchive {
  const record = planRecord(seed, index)
  const files = renderEntries(record.participant.platform, recordEntries(record))
  const key = `${APP_ID}/${STUDY_ID}/${utcDate(record.uploadedAt)}/${record.recordId}-${record.assessmentId}.zip`
  const metadata = userMetadata(record)
  if (broken === undefined) return { key, metadata, bytes: packArchive(files) }
  return { key, metadata, bytes: breakArchive(broken, files), broken }
}

function requireInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}`)
  }
}
