import { DocumentParseError, type ErrorPlace } from '../errors.js'
import { isJsonObject, setOwn, type JsonObject, type JsonValue } from '../json/json-value.js'
import { uniqueNames } from '../names/unique-names.js'
import type { FieldValues } from './injected-fields.js'

/** @throws DocumentParseError `not-an-object` for a document that has no fields: none can be injected. */
export function requireObject(document: JsonValue, place: ErrorPlace): JsonObject {
  if (isJsonObject(document)) return document
  throw new DocumentParseError('A document of a dataset must be an object, and this is none', {
    code: 'not-an-object',
    ...place,
    hint: 'An array of scalars has no fields; wrap each of them in an object where it is recorded.',
  })
}

/**
 * A document with the injected fields after its own. A field of the document that is called as an injected one is kept under its name with
 * a suffix, as the columns of tables are: nothing of a document is lost.
 */
export function injectFields(document: JsonObject, values: FieldValues): JsonObject {
  const injected: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(document)) setOwn(injected, values.has(key) ? displacedName(key, document, values) : key, value)
  for (const [name, value] of values) setOwn(injected, name, value)
  return injected
}

function displacedName(key: string, document: JsonObject, values: FieldValues): string {
  return uniqueNames([{ identity: `$.${key}`, wanted: key }], [...Object.keys(document), ...values.keys()])[0]!
}
