import type { ReadableEntry } from '../archive/archive.js'
import { DEFAULT_MAX_SCHEMA_BYTES, notFoundError, readSchemaDocument, tooLargeError } from './read-schema-document.js'
import type { SchemaSource } from './schema-source.js'
import { decodedSegments, isArchiveUrl, parseSchemaUrl } from './schema-url.js'

/** What is needed of an archive's entry. */
export type SchemaEntry = Pick<ReadableEntry, 'path' | 'sizeBytes' | 'read'>

/**
 * Schemas that a study sends along in the archive, by URLs such as `archive:///answers_schema.json` ({@link archiveSchemaUrl}). An entry is
 * found by its path, or else by its base name if no other entry has that. All other URLs go to `fallback`.
 *
 * @param options.maxBytes Default 5 MiB.
 * @throws SchemaError `schema-not-found`, `schema-too-large`, `schema-not-json`, and what `fallback` throws.
 * @throws ArchiveError if the entry is damaged.
 */
export function archiveSchemas(
  entries: readonly SchemaEntry[],
  fallback: SchemaSource,
  options: { readonly maxBytes?: number | undefined } = {},
): SchemaSource {
  const { maxBytes = DEFAULT_MAX_SCHEMA_BYTES } = options
  return {
    async get(wanted, getOptions) {
      const url = parseSchemaUrl(wanted)
      if (!isArchiveUrl(url)) return fallback.get(wanted, getOptions)
      getOptions?.signal?.throwIfAborted()
      const entry = findEntry(entries, url)
      if ((entry.sizeBytes ?? 0) > maxBytes) throw tooLargeError(url, maxBytes)
      const bytes = await entry.read()
      if (bytes.length > maxBytes) throw tooLargeError(url, maxBytes)
      return readSchemaDocument(url.href, bytes)
    },
  }
}

function findEntry(entries: readonly SchemaEntry[], url: URL): SchemaEntry {
  const segments = decodedSegments(url)
  const path = segments.join('/')
  const exact = entries.filter((entry) => entry.path === path)
  const found = exact.length > 0 ? exact : entries.filter((entry) => entry.path.split('/').at(-1) === segments.at(-1))
  if (found.length === 1) return found[0]!
  throw notFoundError(
    found.length === 0 ? 'The archive does not have the schema' : `The archive has ${found.length} files of this name`,
    url,
    'Declare the schema by the path of a file in the same archive, or by URL.',
  )
}
