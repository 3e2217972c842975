import { archiveUnpacker, type UnpackArchive } from '@bridge-downstream/core'
import type { StudyConfig } from '../config/config.js'
import { openStudy } from '../study/open-study.js'
import { keptIfMade } from './kept.js'
import type { OpenStudies } from './open-studies.js'

/**
 * What unpacks the archives of each study, made with the first of them. Pins of new JSON Schemas are not kept: the folder of a Lambda
 * function cannot be written. Those of the lock hold.
 */
export function openUnpackers(): (study: StudyConfig, studies: OpenStudies) => Promise<UnpackArchive> {
  const made = new Map<StudyConfig, Promise<UnpackArchive>>()
  return (study, studies) =>
    keptIfMade(made, study, async () => {
      const { options } = await openStudy(study, studies.base)
      return archiveUnpacker(studies.destination(study), { examine: { ...options, whenUnavailable: 'throw' } })
    })
}
