import type { StudyArchive } from '@bridge-downstream/example-sample-study'
import type { Plugin } from 'vite'
import { fileName, sampleArchives } from './sample-archives.ts'

const MODULE = 'virtual:sample-study'

/** Bundles archives of the made-up study into the page, so that trying it needs no request. */
export function sampleStudy(): Plugin {
  return {
    name: 'sample-study',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined
      const { older, newer } = sampleArchives()
      return `export const OLDER = ${toCode(older)}\nexport const NEWER = ${toCode(newer)}\n`
    },
  }
}

function toCode(archives: readonly StudyArchive[]): string {
  return JSON.stringify(
    archives.map((archive) => ({
      name: fileName(archive),
      recordId: archive.metadata['recordid'],
      base64: Buffer.from(archive.bytes).toString('base64'),
    })),
  )
}
