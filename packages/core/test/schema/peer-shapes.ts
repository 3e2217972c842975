/** As much of JSON Schema as the peers' expectations use. */
export interface AnyJsonSchema {
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly AnyJsonSchema[]
  readonly properties?: Readonly<Record<string, AnyJsonSchema>>
  readonly patternProperties?: Readonly<Record<string, AnyJsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | AnyJsonSchema
  /** A list of schemas, position by position, is a tuple. */
  readonly items?: AnyJsonSchema | readonly AnyJsonSchema[]
}

export interface ShapeOptions {
  /** Whether null is a kind beside others. */
  readonly nulls: boolean
  /** Whether optional fields are told from required ones. */
  readonly required: boolean
}

/**
 * The structure of a JSON Schema as text that can be compared: `{a:integer,b?:[null|string],/pattern/:boolean,*:string}`, kinds and names
 * in order; a tuple is `[0:string,1:null]`.
 */
export function shapeOfJsonSchema(schema: AnyJsonSchema, options: ShapeOptions): string {
  const kinds = new Set(kindsOf(schema, options))
  if (!options.nulls && kinds.size > 1) kinds.delete('null')
  return [...kinds].sort().join('|')
}

function kindsOf(schema: AnyJsonSchema, options: ShapeOptions): string[] {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  return [...types.map((type) => kindOf(type, schema, options)), ...(schema.anyOf ?? []).flatMap((part) => kindsOf(part, options))]
}

function kindOf(type: string, schema: AnyJsonSchema, options: ShapeOptions): string {
  if (type === 'array') return arrayShape(schema, options)
  if (type !== 'object') return type
  const { properties = {}, patternProperties = {}, additionalProperties, required = [] } = schema
  const fields = Object.entries(properties)
  const others: [string, AnyJsonSchema][] = typeof additionalProperties === 'object' ? [['*', additionalProperties]] : []
  for (const [pattern, part] of Object.entries(patternProperties)) {
    // Our export writes names that every JavaScript object inherits as patterns: `^toString$`.
    const [, name] = /^\^(\w+)\$$/.exec(pattern) ?? []
    if (name === undefined) others.push([`/${pattern}/`, part])
    else fields.push([name, part])
  }
  const mark = (name: string): string => (options.required && !required.includes(name) ? '?' : '')
  return objectShape([
    ...fields.map(([name, part]) => [name, `${mark(name)}:${shapeOfJsonSchema(part, options)}`] as const),
    ...others.map(([name, part]) => [name, `:${shapeOfJsonSchema(part, options)}`] as const),
  ])
}

function arrayShape({ items }: AnyJsonSchema, options: ShapeOptions): string {
  if (!items) return '[]'
  if (!isTuple(items)) return `[${shapeOfJsonSchema(items, options)}]`
  return `[${items.map((item, i) => `${i}:${shapeOfJsonSchema(item, options)}`).join(',')}]`
}

function isTuple(items: AnyJsonSchema | readonly AnyJsonSchema[]): items is readonly AnyJsonSchema[] {
  return Array.isArray(items)
}

function objectShape(fields: readonly (readonly [name: string, shape: string])[]): string {
  return `{${fields
    .map(([name, shape]) => `${name}${shape}`)
    .sort()
    .join(',')}}`
}

const SPARK_KINDS: Readonly<Record<string, string>> = {
  long: 'integer',
  decimal: 'integer',
  double: 'number',
  boolean: 'boolean',
  string: 'string',
}

/** The structure of a type in Spark's spelling: `array<struct<a long>>`. */
export function shapeOfSparkType(type: string): string {
  const [, name = '', inner] = /^(\w+)(?:<(.*)>)?/.exec(type)!
  if (name === 'array') return `[${shapeOfSparkType(inner!)}]`
  if (name === 'struct')
    return objectShape(Object.entries(splitSparkFields(inner!)).map(([field, part]) => [field, `:${shapeOfSparkType(part)}`]))
  return SPARK_KINDS[name]!
}

/** Names and types of `a long, b array<long> (a remark)`. */
export function splitSparkFields(text: string): Record<string, string> {
  const fields: string[] = []
  let depth = 0
  let start = 0
  for (const [i, character] of `${text},`.split('').entries()) {
    if ('<('.includes(character)) depth++
    else if ('>)'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      fields.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  return Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf(' ')), field.slice(field.indexOf(' ') + 1).replace(/>[^>]*$/, '>')]),
  )
}
