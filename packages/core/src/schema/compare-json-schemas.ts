import { compareCodeUnits } from '../names/compare-code-units.js'
import { createChange, type SchemaChange } from './compare-changes.js'
import { compareSchemas, judge, type CompareOptions, type SchemaComparison } from './compare-schemas.js'
import { fromJsonSchema, type FromJsonSchemaOptions } from './from-json-schema.js'
import { readNotes, type SchemaNotes } from './json-schema-notes.js'
import { JsonSchemaRegistry } from './json-schema-registry.js'

export interface CompareJsonSchemasOptions extends CompareOptions, FromJsonSchemaOptions {}

/**
 * Compare two JSON Schemas: their structures as `compareSchemas` does, and what they say beside: descriptions, allowed values (`enum`,
 * `const`) and formats of any name. Such a change evolves; it plays no part in compatibility, which is about kinds.
 *
 * @param before parsed.
 * @param after parsed.
 * @throws OptionError as `fromJsonSchema` does.
 */
export function compareJsonSchemas(before: unknown, after: unknown, options: CompareJsonSchemasOptions = {}): SchemaComparison {
  const comparison = compareSchemas(fromJsonSchema(before, options), fromJsonSchema(after, options), options)
  const known = new Set(comparison.changes.map(({ path, change }) => `${path}\n${change}`))
  const said = [...compareNotes(notesOf(before, options), notesOf(after, options))]
  const changes = [...comparison.changes, ...said.filter(({ path, change }) => !known.has(`${path}\n${change}`))].sort(
    (a, b) => compareCodeUnits(a.path, b.path) || compareCodeUnits(a.change, b.change),
  )
  return { ...comparison, verdict: judge(changes.map(({ effect }) => effect)), changes }
}

function notesOf(jsonSchema: unknown, { resolve }: FromJsonSchemaOptions): ReadonlyMap<string, SchemaNotes> {
  const registry = new JsonSchemaRegistry(resolve)
  return readNotes(registry.add(jsonSchema, ''), registry)
}

/** A place that only one of the two has is itself a change. */
function* compareNotes(
  before: ReadonlyMap<string, SchemaNotes>,
  after: ReadonlyMap<string, SchemaNotes>,
): Generator<SchemaChange, void, undefined> {
  for (const [path, { place, descriptions, enums, formats }] of before) {
    const now = after.get(path)
    if (!now) continue
    if (!isEqual(descriptions, now.descriptions)) yield createChange(place, 'description-changed', 'Is described in other words.')
    if (!isEqual(enums, now.enums)) yield createChange(place, 'enum-changed', 'Other values are allowed.')
    if (!isEqual(formats, now.formats)) yield createChange(place, 'format-changed', 'Is said to have another format.')
  }
}

function isEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((text) => b.has(text))
}
