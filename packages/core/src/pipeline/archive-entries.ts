import type { ArchiveSource } from '../archive/archive.js'
import type { DocumentOrigin } from '../documents/json-document.js'
import type { ErrorPlace } from '../errors.js'
import type { ParseOptions } from '../json/parse-json.js'
import { digestHex } from '../names/digest.js'
import { RECORD_ID } from '../tables/plan-tables.js'
import type { InjectedFields, Progress, RelationalizeOptions } from './relationalize-options.js'
import { recordIdOf, type SurveyedArchive } from './survey.js'

const RECORD_ID_ONLY: InjectedFields = { columns: [RECORD_ID], values: (_source, recordId) => ({ recordid: recordId }) }

export type PlacedParse = ParseOptions & { readonly place: ErrorPlace }

export function injectedOf({ injected }: RelationalizeOptions): InjectedFields {
  return injected ?? RECORD_ID_ONLY
}

/** How the entries of an archive are read, and where their documents come from. */
export function entryContext(
  source: ArchiveSource,
  { duplicateKeys }: Pick<RelationalizeOptions, 'duplicateKeys'>,
): { readonly originOf: (entry: string, entryOrdinal: number) => DocumentOrigin; readonly parseOf: (entry: string) => PlacedParse } {
  const recordId = recordIdOf(source)
  return {
    originOf: (entry, entryOrdinal) => ({ recordId, entry, entryOrdinal, position: 0 }),
    parseOf: (entry) => ({ duplicateKeys, place: { archive: source.name, entry } }),
  }
}

/** Digest of the archives that a dataset is made from: their names, records and bytes. */
export function digestOrigins(archives: readonly SurveyedArchive[], dataset: string): string {
  const lines = archives
    .filter(({ items }) => items.some((item) => item.dataset === dataset))
    .map(({ source, digest }) => `${JSON.stringify([source.name, recordIdOf(source), digest])}\n`)
  return digestHex(new TextEncoder().encode(lines.join('')))
}

/** Tells of each archive that is done. */
export function progressCounter(phase: Progress['phase'], total: number, { onProgress }: RelationalizeOptions): () => void {
  let archives = 0
  return () => onProgress?.({ phase, archives: ++archives, total })
}
