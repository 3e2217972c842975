import { OptionError } from '../errors.js'
import {
  checkedRecord,
  checkedSchemas,
  checkedStrings,
  failAt,
  hintedKinds,
  statedKinds,
  valueKinds,
  whereIs,
} from './json-schema-checks.js'
import { isKeywords, type Keywords } from './json-schema-keywords.js'
import { literalName } from './json-schema-names.js'
import { descend, type JsonSchemaRegistry, type SchemaPlace } from './json-schema-registry.js'
import { ANYTHING, intersectShapes, NULL, uniteShapes, type ObjectShape, type Shape } from './json-schema-shape.js'
import { STRING_FORMATS } from './schema.js'

/** Schemas that are being read, the innermost first. */
interface Trail {
  readonly schema: unknown
  /** Containers around it. */
  readonly depth: number
  readonly length: number
  readonly outer: Trail | undefined
}

/** Schemas within each other beyond which nobody wrote them by hand, and the call stack would end. */
const LONGEST_TRAIL = 400

const NOTHING: Shape = { ...ANYTHING, stated: 0 }

/** More schemas would have to be read than are allowed. */
export class TooManySchemas extends Error {}

/** Reads what a JSON Schema says, references followed, down to a depth. */
export class ShapeReader {
  readonly #registry: JsonSchemaRegistry
  readonly #maxDepth: number
  #left: number

  /** @param maxReads schemas that may be read, each reference anew. */
  constructor(registry: JsonSchemaRegistry, maxDepth: number, maxReads: number) {
    this.#registry = registry
    this.#maxDepth = maxDepth
    this.#left = maxReads
  }

  /** @throws TooManySchemas */
  read(place: SchemaPlace): Shape {
    return this.#read(place, 0, undefined)
  }

  #read(place: SchemaPlace, depth: number, outer: Trail | undefined): Shape {
    if (this.#left-- <= 0) throw new TooManySchemas()
    const { schema } = place
    if (schema === true) return ANYTHING
    if (schema === false) return NOTHING
    if (!isKeywords(schema)) throw failAt(place, [], 'is neither an object nor a boolean')
    const trail: Trail = { schema, depth, length: (outer?.length ?? 0) + 1, outer }
    if (trail.length > LONGEST_TRAIL) throw failAt(place, [], 'lies too deep')
    const shape = [
      this.#ownShape(place, schema, trail),
      ...this.#references(place, schema, trail),
      ...this.#all(place, 'allOf', trail),
      ...['anyOf', 'oneOf'].map((keyword) => uniteShapes(this.#all(place, keyword, trail))),
      ...this.#conditions(place, schema, trail),
    ].reduce(intersectShapes, ANYTHING)
    return schema['nullable'] === true && shape.stated !== undefined ? { ...shape, stated: shape.stated | NULL } : shape
  }

  /** What the schema says itself. */
  #ownShape(place: SchemaPlace, schema: Keywords, trail: Trail): Shape {
    const { format } = schema
    const cut = trail.depth >= this.#maxDepth
    const stated = [statedKinds(place, schema), valueKinds(place, schema)].filter((set) => set !== undefined)
    return {
      stated: stated.length === 0 ? undefined : stated.reduce((a, b) => a & b),
      implied: hintedKinds(schema),
      formats: STRING_FORMATS.reduce((set, known, i) => (known === format ? set | (1 << i) : set), 0),
      object: cut ? undefined : this.#object(place, schema, trail),
      items: cut ? undefined : this.#items(place, schema, trail),
      cut,
    }
  }

  #object(place: SchemaPlace, schema: Keywords, trail: Trail): ObjectShape | undefined {
    const properties = checkedRecord(place, schema, 'properties')
    const patterns = checkedRecord(place, schema, 'patternProperties')
    const required = checkedStrings(place, schema, 'required')
    const { additionalProperties: additional } = schema
    if (!properties && !patterns && !required && additional === undefined) return undefined
    const fields = new Map<string, Shape>()
    for (const name of properties ?? []) fields.set(name, this.#inner(place, ['properties', name], trail))
    const values: Shape[] = []
    for (const pattern of patterns ?? []) {
      const shape = this.#inner(place, ['patternProperties', pattern], trail)
      const name = literalName(pattern)
      if (name === undefined) values.push(shape)
      else fields.set(name, intersectShapes(fields.get(name) ?? ANYTHING, shape))
    }
    if (additional !== undefined && additional !== false) values.push(this.#inner(place, ['additionalProperties'], trail))
    return {
      fields,
      required: new Set(required),
      named: properties !== undefined,
      values: values.length === 0 ? undefined : uniteShapes(values),
    }
  }

  /** The elements of an array are one place, whatever their positions. */
  #items(place: SchemaPlace, schema: Keywords, trail: Trail): Shape | undefined {
    const tuple = Array.isArray(schema['items']) ? 'items' : 'prefixItems'
    const items = checkedSchemas(place, schema, tuple).map((i) => this.#inner(place, [tuple, i], trail))
    const rest = tuple === 'items' ? 'additionalItems' : 'items'
    // Beside a tuple, a boolean says only whether there may be more.
    if (isKeywords(schema[rest]) || (rest === 'items' && items.length === 0 && schema[rest] !== undefined)) {
      items.push(this.#inner(place, [rest], trail))
    }
    return items.length === 0 ? undefined : uniteShapes(items)
  }

  #inner(place: SchemaPlace, steps: readonly (string | number)[], trail: Trail): Shape {
    return this.#read(descend(place, steps), trail.depth + 1, trail)
  }

  #all(place: SchemaPlace, keyword: string, trail: Trail): Shape[] {
    return checkedSchemas(place, place.schema as Keywords, keyword).map((i) => this.#read(descend(place, [keyword, i]), trail.depth, trail))
  }

  /** Keywords beside a reference count also in draft-07, where they should be ignored: authors mean them so. */
  #references(place: SchemaPlace, schema: Keywords, trail: Trail): Shape[] {
    return ['$ref', '$dynamicRef', '$recursiveRef'].flatMap((keyword) => {
      const ref = schema[keyword]
      if (ref === undefined) return []
      if (typeof ref !== 'string') throw failAt(place, [keyword], 'is no string')
      return [this.#follow(this.#find(place, keyword, ref), trail)]
    })
  }

  #find(place: SchemaPlace, keyword: string, ref: string): SchemaPlace {
    let cause: unknown
    try {
      const target = this.#registry.find(ref, place.base)
      if (target) return target
    } catch (error) {
      cause = error
    }
    throw new OptionError(`The reference ${JSON.stringify(ref)} of the JSON Schema leads nowhere`, {
      code: 'unresolved-ref',
      ...whereIs(place, [keyword]),
      hint: 'Give `resolve` a way to find other documents.',
      cause,
    })
  }

  #follow(target: SchemaPlace, trail: Trail): Shape {
    let open: Trail | undefined = trail
    while (open && open.schema !== target.schema) open = open.outer
    if (!open) return this.#read(target, trail.depth, trail)
    // A schema that refers to itself at the same place says nothing new.
    if (open.depth === trail.depth) return ANYTHING
    // Within itself: read for its kinds, with containers cut.
    return { ...this.#read(target, this.#maxDepth, { ...trail, depth: this.#maxDepth }), cut: true }
  }

  /** What holds on a condition may hold or not: it adds fields and nothing else. */
  #conditions(place: SchemaPlace, schema: Keywords, trail: Trail): Shape[] {
    const branch = (...steps: string[]): Shape => this.#read(descend(place, steps), trail.depth, trail)
    const branches = ['then', 'else'].filter((keyword) => schema['if'] !== undefined && schema[keyword] !== undefined)
    const alternatives =
      branches.length === 0
        ? []
        : [uniteShapes([...branches.map((keyword) => branch(keyword)), ...(branches.length === 1 ? [ANYTHING] : [])])]
    const dependent = ['dependentSchemas', 'dependencies'].flatMap((keyword) =>
      (checkedRecord(place, schema, keyword) ?? [])
        // Draft-07 has lists of names here too.
        .filter((name) => !Array.isArray((schema[keyword] as Keywords)[name]))
        .map((name) => uniteShapes([branch(keyword, name), ANYTHING])),
    )
    return [...alternatives, ...dependent]
  }
}
