import type { RebuildOptions } from '@bridge-downstream/core'
import type { StudyConfig } from '../config/config.js'
import { readRebuildOptions } from '../study/rebuild-settings.js'
import { keptIfMade } from './kept.js'
import type { OpenStudies } from './open-studies.js'

/**
 * What shapes the Parquet of each study, read when it is first asked for, and kept as long as the process. Apart from the open studies: who
 * only unpacks needs nothing of it.
 */
export function keptRebuildOptions(): (studies: OpenStudies, study: StudyConfig) => Promise<RebuildOptions> {
  const read = new Map<StudyConfig, Promise<RebuildOptions>>()
  return (studies, study) => keptIfMade(read, study, () => readRebuildOptions(study, studies.base))
}
