import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import { isKeywords } from '../schema/json-schema-keywords.js'
import { BOUND_KEYWORD } from './bound-errors.js'
import { isEarly } from './dialects.js'
import { KEYWORDS, type KeywordKind } from './keywords.js'
import { descend, invalidSchema, type SchemaPlace } from './schema-place.js'

/** A schema as it is compiled: only keywords that assert something, and references by key. */
export type LinkedPart = boolean | { readonly [keyword: string]: unknown }

/** Give the keys of the parts that references lead to. */
export interface References {
  reference(ref: string, at: SchemaPlace): string
  dynamicReference(ref: string, at: SchemaPlace): string
}

/** Keywords whose schema is for any number of elements or properties, so that one schema may find any number of errors. */
const REPEATED: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'unevaluatedItems',
  'additionalProperties',
  'patternProperties',
  'unevaluatedProperties',
])

/**
 * A copy of a schema for the compiler. What means something to the compiler but nothing to JSON Schema (`nullable`, `$async`, `id`) is
 * left out, as are names, annotations and unknown keywords.
 *
 * @throws SchemaError `schema-invalid` where no schema stands, or a reference is no text; `schema-unsupported`.
 */
export function rewriteSchema(place: SchemaPlace, references: References): LinkedPart {
  const rewrite = (below: SchemaPlace): LinkedPart => rewriteSchema(below, references)
  const { schema, dialect } = place
  if (typeof schema === 'boolean') return schema
  if (!isKeywords(schema)) throw invalidSchema('No schema stands where one should', place)

  const refer = (keyword: string): string | undefined => {
    if (!Object.hasOwn(schema, keyword)) return undefined
    const ref = schema[keyword]
    const at = { ...place, pointer: `${place.pointer}/${keyword}` }
    if (typeof ref !== 'string') throw invalidSchema('A reference is no text', at)
    return keyword === '$ref' ? references.reference(ref, at) : references.dynamicReference(ref, at)
  }
  const $ref = refer('$ref')
  if ($ref !== undefined && isEarly(dialect)) return { $ref }

  // Nothing is one of no values; the compiler takes it for a mistake.
  if (Object.hasOwn(schema, 'enum') && Array.isArray(schema['enum']) && schema['enum'].length === 0) return false
  const part: Record<string, unknown> = $ref === undefined ? {} : { $ref }
  for (const [keyword, kind] of KEYWORDS[dialect]) {
    if (Object.hasOwn(schema, keyword)) Object.assign(part, rewriteKeyword(place, keyword, kind, rewrite, part))
  }
  const dynamic = dialect === '2019-09' ? refer('$recursiveRef') : dialect === '2020-12' ? refer('$dynamicRef') : undefined
  if (dynamic !== undefined) part['allOf'] = [{ $ref: dynamic }, ...((part['allOf'] as LinkedPart[] | undefined) ?? [])]
  return part
}

function rewriteKeyword(
  place: SchemaPlace,
  keyword: string,
  kind: KeywordKind,
  rewrite: (below: SchemaPlace) => LinkedPart,
  part: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const value = (place.schema as Record<string, unknown>)[keyword]
  const below = (step: string | number): LinkedPart => bound(keyword, rewrite(descend(place, [keyword, step])))
  if (keyword === 'dependentRequired' && isKeywords(value) && Object.hasOwn(value, '__proto__')) throw unsupportedNameError(place)
  if (kind === 'plain') return { [keyword]: value }
  if (kind === 'list' || (kind === 'items' && Array.isArray(value))) {
    if (!Array.isArray(value)) throw invalidSchema('No list of schemas stands where one should', descend(place, [keyword]))
    return { [keyword]: value.map((_, i) => below(i)) }
  }
  if (kind !== 'named') return { [keyword]: bound(keyword, rewrite(descend(place, [keyword]))) }
  if (!isKeywords(value)) throw invalidSchema('No schemas by name stand where they should', descend(place, [keyword]))
  return rewriteNamed(place, keyword, value, below, part)
}

/** Schemas by name. The compiler passes over the name `__proto__`, so that is said in another way. */
function rewriteNamed(
  place: SchemaPlace,
  keyword: string,
  value: Readonly<Record<string, unknown>>,
  below: (name: string) => LinkedPart,
  part: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const patterns = { ...(part['patternProperties'] as Record<string, unknown> | undefined) }
  const named: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    // Of `dependencies`, those on properties are lists of names.
    const schema = keyword === 'dependencies' && Array.isArray(value[name]) ? value[name] : below(name)
    if (name !== '__proto__') named[name] = schema
    else if (keyword === 'properties') patterns['^__proto__$'] = schema
    else if (keyword === 'patternProperties') patterns['(?:__proto__)'] = schema
    else throw unsupportedNameError(place)
  }
  if (keyword === 'patternProperties') return { [keyword]: { ...patterns, ...named } }
  return Object.keys(patterns).length > 0 ? { [keyword]: named, patternProperties: patterns } : { [keyword]: named }
}

function bound(keyword: string, part: LinkedPart): LinkedPart {
  return REPEATED.has(keyword) && typeof part === 'object' && Object.keys(part).length > 0 ? { ...part, [BOUND_KEYWORD]: true } : part
}

function unsupportedNameError({ url, pointer }: SchemaPlace): SchemaError {
  return new SchemaError('A dependency on the property "__proto__" is not understood', {
    code: 'schema-unsupported',
    schema: shownUrl(url),
    pointer,
  })
}
