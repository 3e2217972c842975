import { ArchiveError } from '../errors.js'
import type { RecordFacts } from './classification.js'
import { parseUtcDate, type UtcDate } from './utc-date.js'

/**
 * A text of the record's user metadata.
 *
 * @throws ArchiveError `missing-metadata` if it is absent or empty.
 */
export function requireMetadata({ archive, metadata }: Pick<RecordFacts, 'archive' | 'metadata'>, key: string): string {
  const text = Object.hasOwn(metadata, key) ? metadata[key]! : ''
  if (text !== '') return text
  throw new ArchiveError(`The user metadata of the archive lacks ${JSON.stringify(key)}`, {
    code: 'missing-metadata',
    archive,
    hint: 'The object that was uploaded carries it; locally it stands in {name}.metadata.json beside the archive.',
  })
}

/**
 * The revision of the record's assessment; undefined where the record says none.
 *
 * @throws ArchiveError `bad-metadata` if it is no whole number.
 */
export function readRevision({ archive, metadata }: Pick<RecordFacts, 'archive' | 'metadata'>): number | undefined {
  const text = metadata['assessmentrevision']
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw badMetadata(archive, 'assessmentrevision', 'a whole number')
}

/**
 * The day of a date-time in the record's user metadata, in UTC.
 *
 * @throws ArchiveError `missing-metadata` or `bad-metadata`.
 */
export function requireUtcDate(record: Pick<RecordFacts, 'archive' | 'metadata'>, key: string): UtcDate {
  const date = parseUtcDate(requireMetadata(record, key))
  if (date) return date
  throw badMetadata(record.archive, key, 'a date-time with its zone')
}

function badMetadata(archive: string, key: string, expected: string): ArchiveError {
  return new ArchiveError(`The user metadata ${JSON.stringify(key)} of the archive is not ${expected}`, {
    code: 'bad-metadata',
    archive,
    hint: 'It was set by whoever uploaded the archive; correct it there, and upload again.',
  })
}
