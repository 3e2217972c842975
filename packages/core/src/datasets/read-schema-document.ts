import { DocumentParseError, SchemaError } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import { parseJson } from '../json/parse-json.js'
import { toPlain } from '../json/to-plain.js'
import { digestHex } from '../names/digest.js'
import type { SchemaDocument } from './schema-source.js'
import { shownUrl } from './schema-url.js'

/** Largest document, unless an option says other. */
export const DEFAULT_MAX_SCHEMA_BYTES: number = 5 * 1024 ** 2

/**
 * A document from its bytes. A byte order mark is skipped; of a key that stands twice in one object the last counts, as everywhere in the
 * world of JSON Schema.
 *
 * @throws SchemaError `schema-not-json`.
 */
export function readSchemaDocument(url: string, bytes: Uint8Array): SchemaDocument {
  return { url, sha256: digestHex(bytes), schema: parseSchema(url, bytes) }
}

export function tooLargeError(url: string | URL, maxBytes: number): SchemaError {
  return new SchemaError(`The schema is larger than ${maxBytes} bytes`, {
    code: 'schema-too-large',
    schema: shownUrl(url),
    hint: 'Allow more with `maxBytes` if this is meant.',
  })
}

export function notFoundError(what: string, url: string | URL, hint?: string): SchemaError {
  return new SchemaError(what, { code: 'schema-not-found', schema: shownUrl(url), hint })
}

function parseSchema(url: string, bytes: Uint8Array): unknown {
  try {
    return toPlain(parseJson(decodeUtf8(withoutMark(bytes)), { duplicateKeys: 'last' }))
  } catch (cause) {
    if (!(cause instanceof DocumentParseError)) throw cause
    throw new SchemaError('What was found there is no JSON', {
      code: 'schema-not-json',
      schema: shownUrl(url),
      line: cause.place.line,
      offsetBytes: cause.place.offsetBytes,
      hint: 'Check that the URL names the schema itself, not a page about it.',
      cause,
    })
  }
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
