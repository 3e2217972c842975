import stableStringify from 'fast-json-stable-stringify'
import { ELEMENTS, formatPath, VALUES, type Place, type Step } from '../names/place.js'
import { isKeywords, type Keywords } from './json-schema-keywords.js'
import { literalName } from './json-schema-names.js'
import { descend, type JsonSchemaRegistry, type SchemaPlace } from './json-schema-registry.js'
import { STRING_FORMATS } from './schema.js'

/** What a JSON Schema says of a place beyond its structure; each as a set of texts. */
export interface SchemaNotes {
  readonly place: Place
  readonly descriptions: ReadonlySet<string>
  /** Values that are allowed, as JSON; one text for each list of them. */
  readonly enums: ReadonlySet<string>
  /** Formats that are no part of the structure. */
  readonly formats: ReadonlySet<string>
}

type Draft = { readonly place: Place; readonly descriptions: Set<string>; readonly enums: Set<string>; readonly formats: Set<string> }

/** Containers within each other, and schemas, beyond which nothing more is noted. */
const MAX_DEPTH = 16
const MAX_READS = 100_000

/** What a JSON Schema says of each place, by its path. Schemas within themselves are read once on each way down. */
export function readNotes(root: SchemaPlace, registry: JsonSchemaRegistry): ReadonlyMap<string, SchemaNotes> {
  const notes = new Map<string, Draft>()
  /** By path: references may lead to one schema of a place in many ways. */
  const read = new Map<string, Set<unknown>>()
  const open: { readonly from: SchemaPlace; readonly at: Place; readonly trail: ReadonlySet<unknown> }[] = [
    { from: root, at: [], trail: new Set() },
  ]
  for (let reads = 0, next = open.pop(); next && reads < MAX_READS; reads++, next = open.pop()) {
    const { from, at, trail } = next
    const { schema } = from
    if (!isKeywords(schema) || trail.has(schema) || at.length > MAX_DEPTH) continue
    const path = formatPath(at)
    const seen = read.get(path) ?? new Set()
    if (seen.has(schema)) continue
    read.set(path, seen.add(schema))
    note(schema, path, at, notes)
    const within = new Set(trail).add(schema)
    for (const { place, step } of below(from, schema, registry)) {
      open.push({ from: place, at: step === undefined ? at : [...at, step], trail: within })
    }
  }
  return notes
}

function note(schema: Keywords, path: string, at: Place, notes: Map<string, Draft>): void {
  const found = notes.get(path) ?? { place: at, descriptions: new Set(), enums: new Set(), formats: new Set() }
  notes.set(path, found)
  const { description, enum: allowed, format } = schema
  if (typeof description === 'string') found.descriptions.add(description)
  // Their order says nothing.
  if (Array.isArray(allowed))
    found.enums.add(
      allowed
        .map((value) => stableStringify(value))
        .sort()
        .join(),
    )
  if (Object.hasOwn(schema, 'const')) found.enums.add(stableStringify(schema['const']))
  if (typeof format === 'string' && !STRING_FORMATS.some((known) => known === format)) found.formats.add(format)
}

/** The schemas below one, each with the step that it is down the document; without a step, of the same place. */
function* below(
  from: SchemaPlace,
  schema: Keywords,
  registry: JsonSchemaRegistry,
): Generator<{ readonly place: SchemaPlace; readonly step?: Step }, void, undefined> {
  for (const name of keysOf(schema['properties'])) yield { place: descend(from, ['properties', name]), step: name }
  for (const pattern of keysOf(schema['patternProperties'])) {
    yield { place: descend(from, ['patternProperties', pattern]), step: literalName(pattern) ?? VALUES }
  }
  if (isKeywords(schema['additionalProperties'])) yield { place: descend(from, ['additionalProperties']), step: VALUES }
  for (const keyword of ['items', 'prefixItems', 'additionalItems']) {
    for (const steps of listed(schema, keyword)) yield { place: descend(from, steps), step: ELEMENTS }
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'then', 'else']) {
    for (const steps of listed(schema, keyword)) yield { place: descend(from, steps) }
  }
  for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
    const ref = schema[keyword]
    const place = typeof ref === 'string' ? registry.find(ref, from.base) : undefined
    if (place) yield { place }
  }
}

function keysOf(value: unknown): string[] {
  return isKeywords(value) ? Object.keys(value) : []
}

function listed(schema: Keywords, keyword: string): (readonly (string | number)[])[] {
  const value = schema[keyword]
  if (Array.isArray(value)) return value.map((_, i) => [keyword, i])
  return isKeywords(value) ? [[keyword]] : []
}
