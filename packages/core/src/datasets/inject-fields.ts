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
 * A document with further fields after its own, and room for those that will be injected. A field of the document that is called as one of
 * either is kept under its name with a suffix, as the columns of tables are: nothing of a document is lost.
 *
 * @param injected names of the fields to come.
 */
export function extendDocument(document: JsonObject, further: FieldValues, injected: FieldValues): JsonObject {
  const extended: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(document)) {
    const isTaken = further.has(key) || injected.has(key)
    setOwn(extended, isTaken ? displacedName(key, [...Object.keys(document), ...further.keys(), ...injected.keys()]) : key, value)
  }
  return injectFields(extended, further)
}

/** A document with the fields after its own. */
export function injectFields(document: JsonObject, values: FieldValues): JsonObject {
  const injected: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(document)) setOwn(injected, key, value)
  for (const [name, value] of values) setOwn(injected, name, value)
  return injected
}

function displacedName(key: string, taken: readonly string[]): string {
  return uniqueNames([{ identity: `$.${key}`, wanted: key }], taken)[0]!
}
