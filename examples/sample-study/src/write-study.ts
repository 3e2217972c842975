import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { generateStudy } from './generate-study.ts'
import type { StudyOptions } from './generate-study.ts'

/** What was written. */
export type StudyCounts = {
  archives: number
  /** How many of the archives are broken. */
  broken: number
  /** Bytes of all archives, without their metadata. */
  bytes: number
  /** Archives by assessment. */
  assessments: Record<string, number>
}

/**
 * Write a study below a folder: each archive at its key, and its user metadata beside it as `….metadata.json` instead of `….zip`.
 *
 * @param dir Made if it is not there; files already there are overwritten, others left alone.
 * @throws RangeError for an option out of range, before anything is written.
 */
export async function writeStudy(dir: string, options: StudyOptions = {}): Promise<StudyCounts> {
  const counts: StudyCounts = { archives: 0, broken: 0, bytes: 0, assessments: {} }
  for (const { key, metadata, bytes, broken } of generateStudy(options)) {
    const path = join(dir, key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
    await writeFile(path.replace(/\.zip$/, '.metadata.json'), `${JSON.stringify(metadata, null, 1)}\n`)
    counts.archives += 1
    counts.bytes += bytes.length
    if (broken !== undefined) counts.broken += 1
    const assessmentId = metadata['assessmentid'] ?? 'none'
    counts.assessments[assessmentId] = (counts.assessments[assessmentId] ?? 0) + 1
  }
  return counts
}
