import { findStudy } from '../config/study-place.js'
import type { Config, StudyConfig } from '../config/config.js'
import { locateUpload, type LocatedUpload } from './locate-upload.js'
import { RefusedMessage } from './refused-message.js'
import { UnknownStudyError } from './unknown-study-error.js'
import type { UploadNotice } from './upload-notice.js'

/** One archive of one study that is to be unpacked: the unit of work. */
export interface UploadUnit extends LocatedUpload {
  readonly study: StudyConfig
  /** As a message says it. */
  readonly recordId: string | undefined
}

/** Of a notice: what there is to do, and what cannot be done. */
export interface ResolvedNotice {
  readonly units: readonly UploadUnit[]
  readonly failures: readonly (RefusedMessage | UnknownStudyError)[]
}

/** Find out which studies a notice concerns, and where among their uploads the object lies. */
export function resolveNotice(config: Pick<Config, 'studies'>, notice: UploadNotice): ResolvedNotice {
  const { app, study: name, recordId, objects } = notice
  if (app === undefined || name === undefined) return findOwners(config, notice)
  const study = findStudy(config as Config, app, name)
  if (!study) return { units: [], failures: [new UnknownStudyError(app, name)] }
  const located = locateFirst(study, notice)
  if (located) return { units: [{ study, recordId, ...located }], failures: [] }
  const failure =
    objects.length === 0
      ? new RefusedMessage('The message names no object', {
          code: 'no-object',
          hint: 'It needs s3Bucket and s3Key of the record, or of its study.',
        })
      : new RefusedMessage('The object lies under none of its study’s uploads', {
          code: 'outside-uploads',
          key: objects[0]!.key,
          hint: 'Name its folder in the study’s "uploads", if it may be read.',
        })
  return { units: [], failures: [failure] }
}

/** Whoever has the object among his uploads. */
function findOwners({ studies }: Pick<Config, 'studies'>, notice: UploadNotice): ResolvedNotice {
  const candidates = studies.filter(({ app }) => notice.app === undefined || notice.app === app)
  const units = candidates.flatMap((study): UploadUnit[] => {
    const located = locateFirst(study, notice)
    return located ? [{ study, recordId: notice.recordId, ...located }] : []
  })
  if (units.length > 0) return { units, failures: [] }
  const [object] = notice.objects
  const failure = object
    ? new RefusedMessage('No study has this object among its uploads', { code: 'no-study', key: object.key })
    : new RefusedMessage('The message names neither a study nor an object', { code: 'no-object' })
  return { units: [], failures: [failure] }
}

function locateFirst(study: StudyConfig, { objects }: UploadNotice): LocatedUpload | undefined {
  for (const object of objects) {
    const located = locateUpload(study, object)
    if (located) return located
  }
  return undefined
}

/** Units by app and study, in the order in which they came. */
export function groupUnits<T extends Pick<UploadUnit, 'study'>>(units: readonly T[]): ReadonlyMap<StudyConfig, readonly T[]> {
  return Map.groupBy(units, ({ study }) => study)
}
