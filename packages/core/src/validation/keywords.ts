import type { SchemaDialect } from './dialects.js'

/** What a keyword's value is: one schema, a list of schemas, schemas by name, a schema or a list, or no schema. */
export type KeywordKind = 'one' | 'list' | 'named' | 'items' | 'plain'

const PLAIN = [
  'type',
  'enum',
  'const',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
]

const EVERYWHERE: readonly (readonly [string, KeywordKind])[] = [
  ...PLAIN.map((keyword) => [keyword, 'plain'] as const),
  ['contains', 'one'],
  ['additionalProperties', 'one'],
  ['propertyNames', 'one'],
  ['not', 'one'],
  ['allOf', 'list'],
  ['anyOf', 'list'],
  ['oneOf', 'list'],
  ['properties', 'named'],
  ['patternProperties', 'named'],
]

const EARLY: readonly (readonly [string, KeywordKind])[] = [
  ['items', 'items'],
  ['additionalItems', 'one'],
  ['dependencies', 'named'],
]

const CONDITIONS: readonly (readonly [string, KeywordKind])[] = [
  ['if', 'one'],
  ['then', 'one'],
  ['else', 'one'],
]

const LATE: readonly (readonly [string, KeywordKind])[] = [
  ...CONDITIONS,
  ['minContains', 'plain'],
  ['maxContains', 'plain'],
  ['dependentRequired', 'plain'],
  ['dependentSchemas', 'named'],
  ['unevaluatedItems', 'one'],
  ['unevaluatedProperties', 'one'],
]

/** The keywords that a dialect asserts. All others, annotations and unknown ones, are left out of what is compiled. */
export const KEYWORDS: Readonly<Record<SchemaDialect, ReadonlyMap<string, KeywordKind>>> = {
  'draft-06': new Map([...EVERYWHERE, ...EARLY]),
  'draft-07': new Map([...EVERYWHERE, ...EARLY, ...CONDITIONS]),
  '2019-09': new Map([...EVERYWHERE, ['items', 'items'], ['additionalItems', 'one'], ...LATE]),
  '2020-12': new Map([...EVERYWHERE, ['prefixItems', 'list'], ['items', 'one'], ...LATE]),
}
