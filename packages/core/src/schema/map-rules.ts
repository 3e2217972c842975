import type { Field, MapReason } from './schema.js'
import { alikeObjects } from './alike-objects.js'

type Named = Field & { readonly name: string }

/** Fewest keys of any names for which values of one shape speak for a map. */
const ALIKE_KEYS = 10
/** Fewest keys among which a few may look like names. */
const MOSTLY_KEYS = 20
const MOSTLY = 0.9
/** Longer keys are looked at by their values only: hostile ones would make a pattern slow. */
const LONGEST_KEY = 200

/** Keys that nobody gives to a field. One such key is enough. */
const CERTAIN: readonly RegExp[] = [
  // Digits and what stands between them: a number, a date, a time, a span, a phone number, coordinates, an IPv4 address, a version.
  /^[+-]?\d[\d\s.,:/+-]*$/,
  // A date with a time or a zone (ISO 8601); a week or a quarter of a year.
  /^\d{4}-?(\d\d-?\d\d[T ][\d:.]+(Z|[+-][\d:]+)?|[WQ]\d{1,2})$/,
  // A version (Semantic Versioning 2.0.0), which may have a pre-release.
  /^v?\d+\.\d+\.\d+[-+.\w]*$/,
  // An identifier that begins with a number.
  /^\d{3,}[_-]\w/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  // A digest. A MAC or IPv6 address.
  /^(?=.*\d)[0-9a-f]{16,}$/i,
  /^[0-9a-f]{1,4}([:-][0-9a-f]{0,4}){5,}$/i,
  // An e-mail address, a URL, a URN, an absolute path, a package in a scope.
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  /^([a-z][a-z0-9+.-]*:\/\/|(urn|arn):)/i,
  /^\/[^\s]*$/,
  /^@[\w.-]+\/[\w.-]+$/,
  // A language in a country (BCP 47, POSIX), a region of a country (ISO 3166-2).
  /^([a-z]{2}[-_]|[A-Z]{2}-)[A-Z]{2}$/,
]

/** Most names of fields, none of which is meant by the patterns above. */
const LETTERS = /^[A-Za-z]+(_[a-z]+)*$/

/** A key for everything else, beside keys that are data. */
const REST = /^(default|\*)$/

/** Codes that could as well be short names; one of the commonest must be among them, and all values be of one kind. */
const CODES: readonly { readonly form: RegExp; readonly common: RegExp }[] = [
  { form: /^[a-z]{2,3}([-_][A-Za-z]{2,4})?$/, common: /^en$/ },
  { form: /^[A-Z]{2}$/, common: /^(US|GB|DE|FR|CN|IN)$/ },
  { form: /^[A-Z]{3}$/, common: /^(USD|EUR|USA|GBR|DEU)$/ },
]

/** A generated identifier: long, of letters and digits mixed. */
const TOKEN = /^(?=(?:.*\d){2})(?=.*[a-z])[A-Za-z0-9_-]{16,}$/i
/** Letters, then digits. */
const NUMBERED = /^(.*?)(\d[\d-]*)$/
/** Capitals or a hyphen before at least three digits: participants, catalogues. Names of variables are written in small letters. */
const CATALOGUE = /^([A-Z]+[-_]?|[A-Za-z]+-)\d[\d-]{2,}$/
/** A path or a file, if the values say so too. */
const PATH = /^[^\s]+[./][^\s]+$/

/**
 * Whether an object's keys are data, by rules that look at the names of the keys and the structure of their values, and at no counts: so
 * the answer for documents together does not depend on how often each was seen.
 *
 * `data-keys`:
 * 1. every key is a number, date, time, version, address, path, digest, uuid, locale or the like, a `default` aside; or nine in ten are, of
 *    at least twenty;
 * 2. at least two keys that are generated identifiers of one length, or numbers of one catalogue (`P001`, `CVE-2021-44228`);
 * 3. at least two keys that are codes of languages, countries or currencies, a common one among them, and values of one kind.
 *
 * `alike-values`: all values are objects of one shape, and there are at least ten keys; or three that are one name with numbers; or two
 * that are paths or names of files.
 *
 * @returns the rule that holds, or null.
 */
export function mapReason(fields: readonly Named[]): MapReason | null {
  const names = fields.map(({ name }) => name)
  if (hasDataKeys(names) || (hasCodes(names) && haveOneKind(fields))) return 'data-keys'
  return hasKeysOfRows(names) && alikeObjects(fields) ? 'alike-values' : null
}

function hasDataKeys(all: readonly string[]): boolean {
  const names = all.filter((name) => !REST.test(name))
  const data = names.filter(isCertain).length
  if (data > 0 && (data === names.length || (names.length >= MOSTLY_KEYS && data >= names.length * MOSTLY))) return true
  if (names.length < 2 || names.some((name) => name.length > LONGEST_KEY)) return false
  return (
    names.every((name) => name.length === names[0]!.length && TOKEN.test(name)) ||
    (names.every((name) => CATALOGUE.test(name)) && hasOneStem(names))
  )
}

function isCertain(name: string): boolean {
  return name.length <= LONGEST_KEY && !LETTERS.test(name) && CERTAIN.some((pattern) => pattern.test(name))
}

function hasCodes(names: readonly string[]): boolean {
  return (
    names.length >= 2 && CODES.some(({ form, common }) => names.every((name) => form.test(name)) && names.some((name) => common.test(name)))
  )
}

function hasKeysOfRows(names: readonly string[]): boolean {
  if (names.length >= ALIKE_KEYS) return true
  if (names.some((name) => name.length > LONGEST_KEY)) return false
  return (names.length >= 3 && hasOneStem(names)) || (names.length >= 2 && names.every((name) => PATH.test(name)))
}

/** Whether keys differ in nothing but a number at their end. */
function hasOneStem(names: readonly string[]): boolean {
  const stem = NUMBERED.exec(names[0]!)?.[1]
  return stem !== undefined && names.every((name) => NUMBERED.exec(name)?.[1] === stem)
}

function haveOneKind(fields: readonly Field[]): boolean {
  const kinds = new Set(fields.flatMap(({ types }) => types.map(({ kind }) => (kind === 'integer' ? 'number' : kind))))
  return kinds.size === 1
}
