import type { ArchiveSource, ReadableArchive } from '../archive/archive.js'
import type { RecordFacts } from '../datasets/classification.js'
import { archiveSchemas } from '../datasets/archive-schemas.js'
import { offlineSchemas } from '../datasets/offline-schemas.js'
import type { SchemaSource } from '../datasets/schema-source.js'
import { readValues } from '../documents/read-documents.js'
import { ArchiveError } from '../errors.js'
import type { JsonValue } from '../json/json-value.js'
import type { ParseOptions } from '../json/parse-json.js'
import { recordIdOf } from './survey.js'

/** What a classifier may know of an opened archive. The JSON of an entry is read when it is first asked for. */
export function factsOf(
  source: ArchiveSource,
  { entries }: ReadableArchive,
  options: { readonly schemas?: SchemaSource | undefined; readonly duplicateKeys?: ParseOptions['duplicateKeys'] },
): RecordFacts {
  const files = new Map(entries.filter((entry) => !entry.isDirectory).map((entry) => [entry.path, entry]))
  const read = new Map<string, JsonValue>()
  return {
    archive: source.name,
    recordId: recordIdOf(source),
    metadata: source.metadata ?? {},
    paths: [...files.keys()],
    schemas: archiveSchemas([...files.values()], options.schemas ?? offlineSchemas()),
    async json(path) {
      const place = { archive: source.name, entry: path }
      const content = read.has(path) ? undefined : await files.get(path)?.read()
      if (content) {
        const [value] = readValues(content, place, { duplicateKeys: options.duplicateKeys })
        if (value !== undefined) read.set(path, value)
      }
      const value = read.get(path)
      if (value !== undefined) return value
      throw new ArchiveError('There is no JSON in this entry', { code: 'no-json', ...place })
    },
  }
}
