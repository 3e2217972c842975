import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import { formatPointer } from '../names/place.js'
import { isKeywords } from '../schema/json-schema-keywords.js'

/** A schema within its document. */
export interface SchemaPlace {
  readonly schema: unknown
  /** URL that references within it start from. */
  readonly base: string
  /** JSON pointer in its document. */
  readonly pointer: string
  /** URL of its document. */
  readonly url: string
}

/** What stands below a place. Within a schema with an `$id` of its own, references start from that. */
export function descend(place: SchemaPlace, steps: readonly (string | number)[]): SchemaPlace {
  const schema = steps.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], place.schema)
  return { ...place, schema, base: baseWithin(schema, place.base), pointer: place.pointer + formatPointer(steps) }
}

/** What a JSON pointer's steps lead to from a place; undefined if nothing. Only own properties count. */
export function follow(from: SchemaPlace, steps: readonly string[]): SchemaPlace | undefined {
  let place = from
  for (const step of steps) {
    const { schema } = place
    if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, step)) return undefined
    place = descend(place, [step])
  }
  return place
}

export function invalidSchema(what: string, place: Pick<SchemaPlace, 'url' | 'pointer'>, cause?: unknown): SchemaError {
  return new SchemaError(what, {
    code: 'schema-invalid',
    schema: shownUrl(place.url),
    pointer: place.pointer,
    hint: 'Tell the author of the schema, or declare a version that is sound.',
    cause,
  })
}

/** A URL in two parts: without fragment, and the fragment, decoded. */
export function splitUrl(url: URL): readonly [string, string] {
  const fragment = url.hash.slice(1)
  const whole = new URL(url)
  whole.hash = ''
  try {
    return [whole.href, decodeURIComponent(fragment)]
  } catch {
    return [whole.href, fragment]
  }
}

function baseWithin(schema: unknown, base: string): string {
  const $id = isKeywords(schema) && Object.hasOwn(schema, '$id') ? schema['$id'] : undefined
  if (typeof $id !== 'string' || $id.startsWith('#') || !URL.canParse($id, base)) return base
  return splitUrl(new URL($id, base))[0]
}
