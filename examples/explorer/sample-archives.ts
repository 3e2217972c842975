import { generateStudy, type StudyArchive } from '@bridge-downstream/example-sample-study'

const ARCHIVES = 6

/** Uploads of one assessment of the made-up study: six of its app's first release, and six of the next one. */
export function sampleArchives(): { readonly older: readonly StudyArchive[]; readonly newer: readonly StudyArchive[] } {
  const older: StudyArchive[] = []
  const newer: StudyArchive[] = []
  for (const archive of generateStudy({ archives: 500, brokenArchives: 0 })) {
    if (older.length === ARCHIVES && newer.length === ARCHIVES) break
    if (archive.metadata['assessmentid'] !== 'spelling') continue
    // Only the newer app says which program uploads.
    const release = archive.metadata['useragent'] === undefined ? older : newer
    if (release.length < ARCHIVES) release.push(archive)
  }
  return { older, newer }
}

/** The name of the file in its folder. */
export function fileName({ key }: StudyArchive): string {
  return key.slice(key.lastIndexOf('/') + 1)
}
