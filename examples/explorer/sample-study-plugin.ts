import { generateStudy, type StudyArchive } from '@bridge-downstream/example-sample-study'
import type { Plugin } from 'vite'

const MODULE = 'virtual:sample-study'
const ARCHIVES = 6

/** Bundles archives of the made-up study into the page, so that trying it needs no request: one assessment, before and after its app grew. */
export function sampleStudy(): Plugin {
  return {
    name: 'sample-study',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined
      const { older, newer } = pickArchives()
      return `export const OLDER = ${JSON.stringify(older)}\nexport const NEWER = ${JSON.stringify(newer)}\n`
    },
  }
}

function pickArchives(): { readonly older: unknown[]; readonly newer: unknown[] } {
  const older: unknown[] = []
  const newer: unknown[] = []
  for (const archive of generateStudy({ archives: 500, brokenArchives: 0 })) {
    if (older.length === ARCHIVES && newer.length === ARCHIVES) break
    if (archive.metadata['assessmentid'] !== 'spelling') continue
    // Only the newer app says which program uploads.
    const release = archive.metadata['useragent'] === undefined ? older : newer
    if (release.length < ARCHIVES) release.push(toModule(archive))
  }
  return { older, newer }
}

function toModule({ key, metadata, bytes }: StudyArchive): unknown {
  return { name: key.slice(key.lastIndexOf('/') + 1), recordId: metadata['recordid'], base64: Buffer.from(bytes).toString('base64') }
}
