import { formatPointer, parsePointer } from '../names/place.js'
import { isKeywords, subschemas } from './json-schema-keywords.js'

/** A schema within its document. */
export interface SchemaPlace {
  readonly schema: unknown
  /** URI that references within it start from; empty if its document has none. */
  readonly base: string
  /** URI of the document; empty if it has none. */
  readonly document: string
  readonly at: Steps | undefined
}

/** The way from a document to a place in it, the last step first: places share the way that they have in common. */
interface Steps {
  readonly step: string | number
  readonly before: Steps | undefined
}

/**
 * @param ref URI of the wanted document without fragment: absolute if the schema around the reference has an absolute URI, as written if
 *   that has none.
 * @param base URI of the schema around the reference; empty if it has none.
 * @returns the document, parsed; undefined if there is none.
 */
export type ResolveReference = (ref: string, base: string) => unknown

/** Finds schemas by reference: by `$id`, by anchor, by JSON pointer, and in other documents. */
export class JsonSchemaRegistry {
  readonly #resolve: ResolveReference | undefined
  readonly #resources = new Map<string, SchemaPlace>()
  readonly #anchors = new Map<string, SchemaPlace>()

  constructor(resolve: ResolveReference | undefined) {
    this.#resolve = resolve
  }

  /** Make a document and everything with a name in it known. */
  add(schema: unknown, document: string): SchemaPlace {
    const root = enter({ schema, base: document, document, at: undefined })
    this.#resources.set(document, root)
    const open = [root]
    const known = new Set<object>()
    for (let place = open.pop(); place; place = open.pop()) {
      if (!isKeywords(place.schema) || known.has(place.schema)) continue
      known.add(place.schema)
      this.#addNames(place.schema, place)
      for (const steps of subschemas(place.schema)) open.push(descend(place, steps))
    }
    return root
  }

  /** The schema that a reference leads to; undefined if it leads nowhere. */
  find(ref: string, base: string): SchemaPlace | undefined {
    const [uri, fragment] = splitFragment(resolveUri(ref, base))
    const resource = this.#resources.get(uri) ?? this.#load(uri, base)
    if (!resource || fragment === '') return resource
    if (!fragment.startsWith('/')) return this.#anchors.get(`${resource.base}#${fragment}`)
    return follow(resource, parsePointer(fragment))
  }

  #load(uri: string, base: string): SchemaPlace | undefined {
    const document = this.#resolve?.(uri, base)
    return document === undefined || document === null ? undefined : this.add(document, uri)
  }

  #addNames(schema: Readonly<Record<string, unknown>>, place: SchemaPlace): void {
    const { $id, $anchor, $dynamicAnchor } = schema
    if (typeof $id === 'string') {
      // Draft-07 writes an anchor as an id that is only a fragment.
      if ($id.startsWith('#')) this.#addAnchor($id.slice(1), place)
      else if (!this.#resources.has(place.base)) this.#resources.set(place.base, place)
    }
    for (const anchor of [$anchor, $dynamicAnchor]) if (typeof anchor === 'string') this.#addAnchor(anchor, place)
  }

  #addAnchor(anchor: string, place: SchemaPlace): void {
    const name = `${place.base}#${anchor}`
    if (!this.#anchors.has(name)) this.#anchors.set(name, place)
  }
}

/** A schema below another. */
export function descend(place: SchemaPlace, steps: readonly (string | number)[]): SchemaPlace {
  const schema = steps.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], place.schema)
  const at = steps.reduce<Steps | undefined>((before, step) => ({ step, before }), place.at)
  return enter({ ...place, schema, at })
}

/** The JSON pointer of a place in its document. */
export function pointerOf(place: SchemaPlace): string {
  const steps: (string | number)[] = []
  for (let { at } = place; at; at = at.before) steps.push(at.step)
  return formatPointer(steps.reverse())
}

/** Within a schema with an id of its own, references start from there. */
function enter(place: SchemaPlace): SchemaPlace {
  const { $id } = isKeywords(place.schema) ? place.schema : {}
  if (typeof $id !== 'string' || $id.startsWith('#')) return place
  return { ...place, base: splitFragment(resolveUri($id, place.base))[0] }
}

function follow(from: SchemaPlace, steps: readonly string[]): SchemaPlace | undefined {
  let place = from
  for (const step of steps) {
    const { schema } = place
    if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, step)) return undefined
    place = descend(place, [Array.isArray(schema) ? Number(step) : step])
  }
  return place
}

/** Stands for the place of documents whose URI is relative. */
const NOWHERE = 'relative:///'

function resolveUri(ref: string, base: string): string {
  // Without a base the steps upward must be kept: whoever resolves the reference may know one.
  if (base === '' && ref.startsWith('..')) return ref
  const from = URL.canParse(base) ? base : URL.canParse(base, NOWHERE) ? new URL(base, NOWHERE).href : NOWHERE
  if (!URL.canParse(ref, from)) return ref
  const { href } = new URL(ref, from)
  return href.startsWith(NOWHERE) ? href.slice(NOWHERE.length) : href
}

function splitFragment(uri: string): [string, string] {
  const hash = uri.indexOf('#')
  if (hash < 0) return [uri, '']
  const fragment = uri.slice(hash + 1)
  try {
    return [uri.slice(0, hash), decodeURIComponent(fragment)]
  } catch {
    return [uri.slice(0, hash), fragment]
  }
}
