/** A schema that is not a boolean. Only own properties count. */
export type Keywords = Readonly<Record<string, unknown>>

/** Keywords that hold one schema (`items` may hold a list), a list of them, or schemas by name. */
const ONE: readonly string[] = [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]
const LIST: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']
const NAMED: readonly string[] = ['$defs', 'definitions', 'properties', 'patternProperties', 'dependentSchemas', 'dependencies']

export function isKeywords(schema: unknown): schema is Keywords {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema)
}

/** Where the schemas directly below a schema stand. */
export function subschemas(schema: Keywords): (readonly (string | number)[])[] {
  const value = (keyword: string): unknown => (Object.hasOwn(schema, keyword) ? schema[keyword] : undefined)
  return [
    ...ONE.filter((keyword) => isKeywords(value(keyword))).map((keyword) => [keyword]),
    ...LIST.flatMap((keyword) => {
      const list = value(keyword)
      return Array.isArray(list) ? list.map((_, i) => [keyword, i] as const) : []
    }),
    ...NAMED.flatMap((keyword) => {
      const named = value(keyword)
      return isKeywords(named) ? Object.keys(named).map((name) => [keyword, name] as const) : []
    }),
  ]
}
