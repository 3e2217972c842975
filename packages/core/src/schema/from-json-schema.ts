import { OptionError } from '../errors.js'
import { finalizeSchema } from './finalize-schema.js'
import { profileShape } from './json-schema-profile.js'
import { ShapeReader, TooManySchemas } from './json-schema-reader.js'
import { JsonSchemaRegistry, type ResolveReference } from './json-schema-registry.js'
import type { Shape } from './json-schema-shape.js'
import type { Schema } from './schema.js'

export interface FromJsonSchemaOptions {
  /** Finds the other documents that references lead to. Each is asked for once. */
  readonly resolve?: ResolveReference | undefined
  /** How many containers inside each other are followed; deeper ones are kept as JSON text. Default 16. */
  readonly maxDepth?: number | undefined
  /** Schemas to be read, each reference anew, beyond which containers are followed less deep. Default 100,000. */
  readonly maxReads?: number | undefined
}

/**
 * The schema that a JSON Schema (draft-07 or 2020-12) declares: no documents, all counts 0.
 *
 * - Fields are those that are named anywhere in `properties`, `allOf`, `anyOf`, `oneOf`, `then`, `else` and dependent schemas. Extra ones
 *   are not declared, whether they are allowed or not. A field is required if every alternative requires it.
 * - `allOf` and `$ref` with what stands beside them: the kinds that all allow. `anyOf`, `oneOf`: the kinds that any allows. `not`, `if` and
 *   limits of values are ignored.
 * - Keys described by `additionalProperties` or `patternProperties` and not by name make a map.
 * - Without `type`, the keywords hint at the kinds: `properties` at an object, `minLength` at a string.
 * - A place that nothing is said of (`{}`, `true`) may be null, and its containers are JSON text. Elements of an array without `items`
 *   are unknown: neither null nor of any kind.
 * - A schema within itself, and containers beyond `maxDepth`, are JSON text.
 *
 * @param jsonSchema parsed.
 * @throws OptionError `bad-json-schema` or `unresolved-ref`, with the JSON pointer of the keyword and, for other documents, their URI as
 *   entry; `json-schema-too-large` if the alternatives of one place are too many.
 */
export function fromJsonSchema(jsonSchema: unknown, options: FromJsonSchemaOptions = {}): Schema {
  const registry = new JsonSchemaRegistry(options.resolve)
  const root = registry.add(jsonSchema, '')
  const { maxDepth = 16, maxReads = 100_000 } = options
  const shape = readDeepest(maxDepth, (depth) => readWithin(() => new ShapeReader(registry, depth, maxReads).read(root)))
  if (shape) return finalizeSchema(profileShape(shape), 0, { maps: 'never' })
  throw new OptionError('The JSON Schema has too many alternatives in one place', {
    code: 'json-schema-too-large',
    hint: 'Allow more with `maxReads`.',
  })
}

/** What is read at the greatest depth at which it is not too much; undefined if it is at any. */
function readDeepest(maxDepth: number, read: (depth: number) => Shape | undefined): Shape | undefined {
  const whole = read(maxDepth)
  if (whole) return whole
  let deepest = read(0)
  let [within, beyond] = [0, maxDepth]
  while (deepest && beyond - within > 1) {
    const middle = (within + beyond) >>> 1
    const shape = read(middle)
    if (shape) [deepest, within] = [shape, middle]
    else beyond = middle
  }
  return deepest
}

function readWithin(read: () => Shape): Shape | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof TooManySchemas) return undefined
    throw error
  }
}
