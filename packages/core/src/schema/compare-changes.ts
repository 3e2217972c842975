import { formatPath, type Place } from '../names/place.js'

/** What a change does to a dataset: nothing, it stays one dataset, or a new version of it has to be made. */
export type ChangeEffect = 'none' | 'evolves' | 'forks'

/**
 * Stable names of changes.
 *
 * - `field-added`, `field-removed`
 * - `became-optional`, `became-required`, `became-nullable`, `no-longer-nullable`
 * - `integer-to-number`, `number-to-integer`
 * - `integers-beyond-int64`: there are integers that int64 does not hold, where there were none
 * - `format-changed`: other formats hold for every string
 * - `description-changed`, `enum-changed`: a JSON Schema describes a place in other words, or allows other values there
 * - `first-kind-added`, `last-kind-removed`: a place that was only null, or never seen, has values now, or the reverse
 * - `kind-added`, `kind-removed`: a kind came to, or left, others that stay
 * - `kind-changed`: one scalar for another
 * - `container-changed`: object, array, JSON text and scalar for one another
 * - `element-kind-changed`, `value-kind-changed`: the same of an array's elements and of a map's values
 * - `object-to-map`, `empty-object-to-map`, `map-to-object`
 */
export type SchemaChangeCode =
  | 'field-added'
  | 'field-removed'
  | 'became-optional'
  | 'became-required'
  | 'became-nullable'
  | 'no-longer-nullable'
  | 'integer-to-number'
  | 'number-to-integer'
  | 'integers-beyond-int64'
  | 'format-changed'
  | 'description-changed'
  | 'enum-changed'
  | 'first-kind-added'
  | 'last-kind-removed'
  | 'kind-added'
  | 'kind-removed'
  | 'kind-changed'
  | 'container-changed'
  | 'element-kind-changed'
  | 'value-kind-changed'
  | 'object-to-map'
  | 'empty-object-to-map'
  | 'map-to-object'

export interface SchemaChange {
  /** The place, as `formatPath` spells it. */
  readonly path: string
  readonly change: SchemaChangeCode
  /** A function of `change`. */
  readonly effect: ChangeEffect
  /** A sentence for people. It names kinds and formats, never a document's value. */
  readonly reason: string
}

const EFFECTS: Readonly<Record<SchemaChangeCode, ChangeEffect>> = {
  'field-added': 'evolves',
  'field-removed': 'evolves',
  'became-optional': 'evolves',
  'became-required': 'evolves',
  'became-nullable': 'evolves',
  'no-longer-nullable': 'evolves',
  'integer-to-number': 'evolves',
  'number-to-integer': 'evolves',
  // A range is no structure; but the column's type may follow it, so people should hear of it.
  'integers-beyond-int64': 'none',
  'format-changed': 'evolves',
  'description-changed': 'evolves',
  'enum-changed': 'evolves',
  'first-kind-added': 'evolves',
  'last-kind-removed': 'evolves',
  // The bare column name goes to the first kind in a fixed order: a kind that comes beside another may take it over.
  'kind-added': 'forks',
  'kind-removed': 'evolves',
  'kind-changed': 'forks',
  'container-changed': 'forks',
  'element-kind-changed': 'forks',
  'value-kind-changed': 'forks',
  // The columns of the object's fields would become rows of another table.
  'object-to-map': 'forks',
  'empty-object-to-map': 'evolves',
  // The fields are further keys in the map's table.
  'map-to-object': 'evolves',
}

/** All of them. */
export const SCHEMA_CHANGE_CODES = Object.keys(EFFECTS) as readonly SchemaChangeCode[]

/** A change at a place, with the effect that it always has. */
export function createChange(place: Place, change: SchemaChangeCode, reason: string): SchemaChange {
  return { path: formatPath(place), change, effect: EFFECTS[change], reason }
}
