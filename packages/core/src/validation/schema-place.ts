import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import { formatPointer } from '../names/place.js'
import { isEarly, type SchemaDialect } from './dialects.js'
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
  readonly dialect: SchemaDialect
}

/** What stands below a place. Within a schema with an `$id` of its own, references start from that. */
export function descend(place: SchemaPlace, steps: readonly (string | number)[]): SchemaPlace {
  const schema = steps.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], place.schema)
  return { ...place, schema, base: baseWithin(schema, place), pointer: place.pointer + formatPointer(steps) }
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

/** The `$id` of a schema; up to draft-07 it does not count beside `$ref`. */
export function idOf(schema: unknown, dialect: SchemaDialect): string | undefined {
  if (!isKeywords(schema) || !Object.hasOwn(schema, '$id') || typeof schema['$id'] !== 'string') return undefined
  return isEarly(dialect) && Object.hasOwn(schema, '$ref') ? undefined : schema['$id']
}

function baseWithin(schema: unknown, { base, dialect }: SchemaPlace): string {
  const $id = idOf(schema, dialect)
  return $id === undefined || $id.startsWith('#') || !URL.canParse($id, base) ? base : splitUrl(new URL($id, base))[0]
}
