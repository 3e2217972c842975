import type { ArchiveEntry } from './archive-entry.ts'
import { flankerEntries } from './assessments/flanker.ts'
import { spellingEntries } from './assessments/spelling.ts'
import { walkAndBalanceEntries } from './assessments/walk-and-balance.ts'
import { infoEntry } from './entries/info.ts'
import { manifestEntry } from './entries/manifest.ts'
import { microphoneLevelsEntry } from './entries/microphone-levels.ts'
import { weatherEntry } from './entries/weather.ts'
import type { AssessmentId, StudyRecord } from './study-record.ts'

const ENTRIES_OF: Record<AssessmentId, (record: StudyRecord) => ArchiveEntry[]> = {
  spelling: spellingEntries,
  flanker: flankerEntries,
  'walk-and-balance': walkAndBalanceEntries,
}

/**
 * Make the entries of a record's archive: the assessment's own, what every assessment records besides, and what describes them.
 *
 * @param record A freshly planned record: its random stream is drawn from, so a second call gives other values.
 */
export function recordEntries(record: StudyRecord): ArchiveEntry[] {
  const files = [...ENTRIES_OF[record.assessmentId](record), microphoneLevelsEntry(record), weatherEntry(record)]
  const older = record.app.name === 'older' ? [infoEntry(record, files)] : []
  return [manifestEntry(record, files), ...older, ...files]
}
