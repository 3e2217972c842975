import { OptionError } from '../errors.js'
import { isJsonObject } from '../json/json-value.js'
import { parseJson } from '../json/parse-json.js'
import { compareCodeUnits } from '../names/compare-code-units.js'

/** Which bytes each schema had when it was first used. Storing it is up to the caller. */
export interface SchemaLock {
  readonly version: 1
  /** SHA-256 as 64 hexadecimal digits, by URL without fragment. */
  readonly schemas: Map<string, string>
}

export function createSchemaLock(): SchemaLock {
  return { version: 1, schemas: new Map() }
}

/** JSON text `{"version": 1, "schemas": {url: sha256}}`, one URL a line in the order of code units: equal locks have equal bytes. */
export function serializeSchemaLock(lock: SchemaLock): string {
  const pins = [...lock.schemas].sort(([a], [b]) => compareCodeUnits(a, b))
  const lines = pins.map(([url, sha256]) => `    ${JSON.stringify(url)}: ${JSON.stringify(sha256)}`)
  return `{\n  "version": 1,\n  "schemas": {${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}}\n}\n`
}

/** @throws OptionError `bad-schema-lock`; DocumentParseError if it is no JSON. */
export function parseSchemaLock(text: string): SchemaLock {
  const value = parseJson(text, { place: { entry: 'schema lock' } })
  if (!isJsonObject(value) || value['version'] !== 1) throw badLock('its version is not 1')
  const schemas = Object.hasOwn(value, 'schemas') ? value['schemas'] : undefined
  if (schemas === undefined || !isJsonObject(schemas)) throw badLock('it has no object "schemas"')
  return { version: 1, schemas: new Map(Object.entries(schemas).map(([url, digest]) => [url, checkDigest(digest)])) }
}

function checkDigest(digest: unknown): string {
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) throw badLock('a digest is not 64 hexadecimal digits in lower case')
  return digest
}

function badLock(why: string): OptionError {
  return new OptionError(`The lock of schemas cannot be used: ${why}`, {
    code: 'bad-schema-lock',
    hint: 'Restore it, or delete it and record it anew.',
  })
}
