import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import { isKeywords, subschemas } from '../schema/json-schema-keywords.js'
import { dialectNamed, schemaCheck, type SchemaDialect } from './dialects.js'
import { descend, idOf, invalidSchema, splitUrl, type SchemaPlace } from './schema-place.js'

/** A document whose names are known. */
export interface IndexedDocument {
  readonly url: string
  readonly root: SchemaPlace
  /** Schemas by the URL of their `$id`, the root also by the document's. */
  readonly resources: ReadonlyMap<string, SchemaPlace>
  /** Schemas by base, `#` and anchor. */
  readonly anchors: ReadonlyMap<string, SchemaPlace>
  /** Names that dynamic references may lead to, one for each schema that has them; the empty name is that of `$recursiveAnchor`. */
  readonly dynamicNames: readonly string[]
  readonly subschemaCount: number
}

/**
 * Check a document and find everything with a name in it.
 *
 * References in it start from its URL, whatever `$id` its root has: schemas are known by where they are, and an `$id` may name a place that
 * never was. The `$id` is still a name for the root.
 *
 * @param inherited the dialect where it names none.
 * @throws SchemaError `schema-invalid`, `schema-unsupported`, `schema-too-large`.
 */
export function readDocument(url: string, schema: unknown, inherited: SchemaDialect, maxSubschemas: number): IndexedDocument {
  if (typeof schema !== 'boolean' && !isKeywords(schema)) {
    throw invalidSchema('This is no JSON Schema but another JSON value', { url, pointer: '' })
  }
  const root: SchemaPlace = { schema, base: url, pointer: '', url, dialect: dialectOf(schema, url, inherited) }
  checkSchema(root)
  return { url, root, ...findNames(root, maxSubschemas) }
}

function dialectOf(schema: unknown, url: string, inherited: SchemaDialect): SchemaDialect {
  const $schema = isKeywords(schema) && Object.hasOwn(schema, '$schema') ? schema['$schema'] : undefined
  if ($schema === undefined) return inherited
  const dialect = typeof $schema === 'string' ? dialectNamed($schema) : undefined
  if (dialect) return dialect
  throw new SchemaError('The schema is written in a dialect that is not understood', {
    code: 'schema-unsupported',
    schema: shownUrl(url),
    pointer: '/$schema',
    hint: 'Understood are draft-06, draft-07, 2019-09 and 2020-12.',
  })
}

function checkSchema(root: SchemaPlace): void {
  const check = schemaCheck(root.dialect)
  const valid = withinStack(() => check(root.schema), root)
  if (!valid) throw invalidSchema('This is no valid JSON Schema', { ...root, pointer: check.errors?.[0]?.instancePath ?? '' })
}

/** Deep nesting overflows the stack of recursive code; that is the schema's fault, not a failure of this process. */
export function withinStack<T>(action: () => T, { url }: Pick<SchemaPlace, 'url'>): T {
  try {
    return action()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new SchemaError('The schema nests too deep', { code: 'schema-too-large', schema: shownUrl(url), cause })
  }
}

function findNames(root: SchemaPlace, maxSubschemas: number): Omit<IndexedDocument, 'url' | 'root'> {
  const resources = new Map([[root.url, root]])
  const anchors = new Map<string, SchemaPlace>()
  const dynamicNames: string[] = []
  const open = [root]
  let subschemaCount = 0
  for (let place = open.pop(); place; place = open.pop()) {
    const { schema } = place
    if (++subschemaCount > maxSubschemas) throw tooManyError(place.url, maxSubschemas)
    if (!isKeywords(schema)) continue
    const own = (keyword: string): unknown => (Object.hasOwn(schema, keyword) ? schema[keyword] : undefined)
    const addAnchor = (name: unknown): void => {
      if (typeof name === 'string' && !anchors.has(`${place.base}#${name}`)) anchors.set(`${place.base}#${name}`, place)
    }
    const [$id, $dynamicAnchor] = [idOf(schema, place.dialect), own('$dynamicAnchor')]
    if ($id?.startsWith('#')) addAnchor($id.slice(1))
    else if ($id !== undefined) addResource(resources, $id, place)
    addAnchor(own('$anchor'))
    addAnchor($dynamicAnchor)
    if (typeof $dynamicAnchor === 'string') dynamicNames.push($dynamicAnchor)
    if (own('$recursiveAnchor') === true) dynamicNames.push('')
    for (const steps of subschemas(schema)) open.push(descend(place, steps))
  }
  return { resources, anchors, dynamicNames, subschemaCount }
}

function addResource(resources: Map<string, SchemaPlace>, $id: string, place: SchemaPlace): void {
  if (!URL.canParse($id, place.base)) return
  // Within an embedded schema the base is its own URL already.
  const url = place.pointer === '' ? splitUrl(new URL($id, place.base))[0] : place.base
  if (!resources.has(url)) resources.set(url, place)
}

export function tooManyError(url: string, maxSubschemas: number): SchemaError {
  return new SchemaError(`The schema, with those that it refers to, has more than ${maxSubschemas} parts`, {
    code: 'schema-too-large',
    schema: shownUrl(url),
    hint: 'Allow more with `maxSubschemas` if this is meant.',
  })
}
