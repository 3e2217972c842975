import { ArchiveError } from '../errors.js'
import type { Classification, Classifier, EntryFacts, RecordFacts } from './classification.js'
import { isDay } from './utc-date.js'

export interface RecoverClassifierOptions {
  /** A folder of the archive's key that is a cohort. Default: `adults_v1`, `pediatric_v1` and the like. */
  readonly cohort?: RegExp | undefined
  /** Types whose files hold one subtype each, which the rows do not name. Default: the two of HealthKit. */
  readonly subtypes?: readonly string[] | undefined
}

/** What the name of an exported file says: `Type[_Subtype][_Deleted]_[start-]end.json`. */
export interface ExportName {
  readonly type: string
  readonly subtype: string | undefined
  /** Whether the file lists what was deleted. */
  readonly deleted: boolean
  /** ISO 8601 dates; the start is open in an export of everything up to a day. */
  readonly start: string | null
  readonly end: string
}

const EXPORT_NAME = /^([A-Za-z0-9]+?)(?:_([A-Za-z0-9]+?))??(_Deleted)?_(?:(\d{8})-)?(\d{8})\.(?:json|ndjson)$/
const COHORT = /^[a-z]+_v\d+$/

/** What an exported file's name says; undefined if it is not named so. */
export function parseExportName(baseName: string): ExportName | undefined {
  const [, type, subtype, deleted, start, end] = EXPORT_NAME.exec(baseName) ?? []
  if (type === undefined || end === undefined || ![start ?? end, end].every(isDate)) return undefined
  return { type, subtype, deleted: deleted !== undefined, start: start === undefined ? null : isoDate(start), end: isoDate(end) }
}

/**
 * Classifies the archives of recover: by the names of their files. What was deleted is a dataset of its own, `{Type}_Deleted_v1`; the
 * cohort is a folder of the archive's key.
 */
export function recoverClassifier(options: RecoverClassifierOptions = {}): Classifier {
  const { cohort = COHORT, subtypes = ['HealthKitV2Samples', 'HealthKitV2Statistics'] } = options
  return {
    classify({ baseName }: EntryFacts, { archive }: RecordFacts): Classification {
      const named = parseExportName(baseName)
      if (!named) return {}
      const { type, subtype, deleted, start, end } = named
      return {
        dataset: `${type}${deleted ? '_Deleted' : ''}_v1`,
        reason: { by: 'mapped', because: `its name begins with ${type}` },
        values: {
          export_start_date: start,
          export_end_date: end,
          cohort: cohortOf(archive, cohort),
          ...(subtypes.includes(type) && subtype !== undefined ? { Type: subtype } : {}),
        },
      }
    },
  }
}

function cohortOf(archive: string, cohort: RegExp): string {
  const folder = archive
    .split(/[/\\]/)
    .slice(0, -1)
    .findLast((segment) => cohort.test(segment))
  if (folder !== undefined) return folder
  throw new ArchiveError('No folder of the archive’s key is a cohort', {
    code: 'no-cohort',
    archive,
    hint: 'Put the archive into a folder such as adults_v1, or say with `cohort` what cohorts are called.',
  })
}

function isDate(digits: string): boolean {
  return isDay(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)))
}

function isoDate(digits: string): string {
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}
