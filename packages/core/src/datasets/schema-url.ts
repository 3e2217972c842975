import { SchemaError } from '../errors.js'

/** Scheme of the URLs of files in an archive: `archive:///folder/answers_schema.json`. */
const ARCHIVE_SCHEME = 'archive:'

/**
 * The URL that a manifest means by its `jsonSchema`: a URL as it is, a file's name as that of a file in the same archive.
 *
 * @returns undefined where nothing is declared (empty, blank, null, absent, or no text).
 */
export function declaredSchemaUrl(declared: unknown): string | undefined {
  if (typeof declared !== 'string' || declared.trim() === '') return undefined
  return URL.canParse(declared.trim()) ? declared.trim() : archiveSchemaUrl(declared.trim())
}

/** URL of a file in an archive, for {@link archiveSchemas}. */
export function archiveSchemaUrl(path: string): string {
  const segments = path
    .toWellFormed()
    .split('/')
    .filter((segment) => segment !== '')
  return new URL(`${ARCHIVE_SCHEME}///${segments.map(encodeURIComponent).join('/')}`).href
}

export function isArchiveUrl(url: URL): boolean {
  return url.protocol === ARCHIVE_SCHEME
}

/**
 * A URL without its fragment.
 *
 * @throws SchemaError `schema-refused` if it is no absolute URL.
 */
export function parseSchemaUrl(url: string): URL {
  if (!URL.canParse(url)) {
    throw new SchemaError('This is no absolute URL', { code: 'schema-refused', hint: 'Declare schemas by https URL, or by file name.' })
  }
  const parsed = new URL(url)
  parsed.hash = ''
  return parsed
}

/** A URL for messages: without query, fragment and credentials, which may be secrets. Undefined if it is no URL. */
export function shownUrl(url: string | URL): string | undefined {
  if (typeof url === 'string' && !URL.canParse(url)) return undefined
  const { protocol, host, pathname } = new URL(url)
  // Where there are no folders (`data:`) the path is the content.
  return pathname.startsWith('/') ? `${protocol}//${host}${pathname}` : protocol
}

/** The path's segments, decoded; one that would hold a slash then stays as it is. */
export function decodedSegments(url: URL): string[] {
  return url.pathname.split('/').slice(1).map(decodeSegment)
}

function decodeSegment(segment: string): string {
  try {
    const decoded = decodeURIComponent(segment)
    return /[/\\]/.test(decoded) ? segment : decoded
  } catch {
    return segment
  }
}
