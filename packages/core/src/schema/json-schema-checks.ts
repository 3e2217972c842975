import { OptionError, type ErrorPlace } from '../errors.js'
import { ExactNumber } from '../json/json-value.js'
import { formatPointer } from '../names/place.js'
import { isKeywords, type Keywords } from './json-schema-keywords.js'
import { pointerOf, type SchemaPlace } from './json-schema-registry.js'
import { ARRAY, BOOLEAN, FRACTION, INTEGER, NULL, NUMBER, OBJECT, STRING, type KindSet } from './json-schema-shape.js'

const TYPES: ReadonlyMap<unknown, KindSet> = new Map([
  ['null', NULL],
  ['boolean', BOOLEAN],
  ['integer', INTEGER],
  ['number', NUMBER],
  ['string', STRING],
  ['object', OBJECT],
  ['array', ARRAY],
])

/** Keywords that say something of one kind only. */
const HINTS: readonly (readonly [KindSet, readonly string[]])[] = [
  [OBJECT, ['properties', 'patternProperties', 'additionalProperties', 'required', 'propertyNames', 'minProperties', 'maxProperties']],
  [ARRAY, ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems']],
  [STRING, ['format', 'pattern', 'minLength', 'maxLength']],
  [NUMBER, ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
]

/** The error that a schema is not as it must be. */
export function failAt(place: SchemaPlace, steps: readonly (string | number)[], complaint: string): OptionError {
  return new OptionError(`The JSON Schema is not valid: this ${complaint}`, { code: 'bad-json-schema', ...whereIs(place, steps) })
}

/** Names a place below a schema, for an error. */
export function whereIs(place: SchemaPlace, steps: readonly (string | number)[]): ErrorPlace {
  const pointer = pointerOf(place) + formatPointer(steps)
  return place.document === '' ? { pointer } : { entry: place.document, pointer }
}

/** The kinds that `type` allows. */
export function statedKinds(place: SchemaPlace, { type }: Keywords): KindSet | undefined {
  if (type === undefined) return undefined
  return (Array.isArray(type) ? type : [type]).reduce<KindSet>((set, name) => {
    const kinds = TYPES.get(name)
    if (kinds === undefined) throw failAt(place, ['type'], 'is no type that JSON Schema knows')
    return set | kinds
  }, 0)
}

/** The kinds of the values that `const` and `enum` allow. */
export function valueKinds(place: SchemaPlace, schema: Keywords): KindSet | undefined {
  const { enum: values } = schema
  if (values !== undefined && !Array.isArray(values)) throw failAt(place, ['enum'], 'is no array')
  const listed = values?.reduce<KindSet>((set, value) => set | kindOf(value), 0)
  // A constant may be anything but absent.
  if (!Object.hasOwn(schema, 'const')) return listed
  return kindOf(schema['const']) & (listed ?? -1)
}

/** The kinds that the other keywords are about. */
export function hintedKinds(schema: Keywords): KindSet | undefined {
  const hinted = HINTS.filter(([, keywords]) => keywords.some((keyword) => Object.hasOwn(schema, keyword)))
  return hinted.length === 0 ? undefined : hinted.reduce((set, [kinds]) => set | kinds, 0)
}

/** The names within a keyword that holds an object; undefined if the keyword is not there. */
export function checkedRecord(place: SchemaPlace, schema: Keywords, keyword: string): string[] | undefined {
  const value = schema[keyword]
  if (value === undefined) return undefined
  if (!isKeywords(value)) throw failAt(place, [keyword], 'is no object')
  return Object.keys(value)
}

/** The names that a keyword lists; undefined if the keyword is not there. */
export function checkedStrings(place: SchemaPlace, schema: Keywords, keyword: string): string[] | undefined {
  const value = schema[keyword]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
  throw failAt(place, [keyword], 'is no array of strings')
}

/** The positions of the schemas that a keyword lists. */
export function checkedSchemas(place: SchemaPlace, schema: Keywords, keyword: string): number[] {
  const value = schema[keyword]
  if (value === undefined) return []
  if (Array.isArray(value)) return [...value.keys()]
  throw failAt(place, [keyword], 'is no array')
}

function kindOf(value: unknown): KindSet {
  if (value === null) return NULL
  if (Array.isArray(value)) return ARRAY
  switch (typeof value) {
    case 'string':
      return STRING
    case 'boolean':
      return BOOLEAN
    case 'bigint':
      return INTEGER
    case 'number':
      return Number.isInteger(value) ? INTEGER : FRACTION
    default:
      return value instanceof ExactNumber ? NUMBER : OBJECT
  }
}
