import { compareCodeUnits } from '../names/compare-code-units.js'
import type { ChangeEffect, SchemaChange } from './compare-changes.js'
import { compareFields } from './compare-fields.js'
import { DEFAULT_INJECTED, flagNames, type SchemaFlag } from './compare-flags.js'
import { canRead, type Compatibility } from './compare-readers.js'
import type { Schema } from './schema.js'

export interface CompareOptions {
  /** Columns that every table has. Default: `recordid`, `assessmentid`, `year`, `month`, `day`. */
  readonly injected?: readonly string[] | undefined
}

export interface SchemaComparison {
  readonly verdict: 'same' | 'evolves' | 'forks'
  /** By path, then by change. */
  readonly changes: readonly SchemaChange[]
  readonly compatibility: Compatibility
  readonly flags: readonly SchemaFlag[]
}

/**
 * Compare two schemas: whether documents of both can be one dataset, what changed, and who can read whose documents.
 *
 * The verdict is about tables: `same` if there is no structural difference (counts, ranges, lengths, and how a map was found are no
 * structure), `forks` if any change forks, else `evolves`:
 *
 * - fields added or removed, optional, nullable, formats, integer and number (either way) evolve
 * - one kind in place of another forks, and so does a kind that comes beside others (a scalar's column, or a container's table, would
 *   change its name or meaning); a kind that leaves others evolves. Elements of arrays and values of maps are no exception
 * - a place without values (only null, an array never seen with elements) evolves into anything, and back
 * - map → object evolves as if the fields were further keys of the map: a document with few keys, or none, looks like an object. Object
 *   → map forks, unless the object had no fields
 * - JSON text (containers not followed) is a kind of its own
 *
 * So `forks` is symmetric but for `kind-added` / `kind-removed` and `object-to-map` / `map-to-object`. If the verdict is not `forks`,
 * `before` compared with the merger of both is not `forks` either, unless merging makes a map of what was an object in both.
 *
 * Compatibility is about values, not tables: a reader can read a writer's documents if the set of documents that the writer's schema
 * describes is a subset of those that the reader's accepts. Writers are closed: they write no field that their schema does not name, since
 * an inferred schema names all there was. Readers are open: they ignore fields that they do not name. (JSON Schema in a registry has one
 * content model for both; an open one must then refuse an added optional field.) Hence:
 *
 * - an optional field added or removed is full; a required one added is forward, removed is backward
 * - required → optional, integer → number, null, a kind or a format's absence allowed: backward; the reverse: forward
 * - a format counts as a promise: a reader may rely on it
 * - an object is read as a map if each field is one of the map's values; a map as an object if each field is optional and takes the map's
 *   values; any container as JSON text, JSON text as nothing else
 *
 * As in registries, compatibility with a neighbour says nothing of that neighbour's neighbour.
 *
 * @returns changes sorted by path, then change; flags by path, then flag.
 * @see Confluent Schema Registry, schema evolution and compatibility
 */
export function compareSchemas(before: Schema, after: Schema, options: CompareOptions = {}): SchemaComparison {
  const changes = [...compareFields(before.root, after.root, [])].sort(
    (a, b) => compareCodeUnits(a.path, b.path) || compareCodeUnits(a.change, b.change),
  )
  const backward = canRead(after.root, before.root)
  const forward = canRead(before.root, after.root)
  return {
    verdict: judge(changes.map(({ effect }) => effect)),
    changes,
    compatibility: { backward, forward, full: backward && forward },
    flags: flagNames([before.root, after.root], options.injected ?? DEFAULT_INJECTED),
  }
}

/** The verdict that follows from changes. */
export function judge(effects: readonly ChangeEffect[]): SchemaComparison['verdict'] {
  if (effects.includes('forks')) return 'forks'
  return effects.includes('evolves') ? 'evolves' : 'same'
}
