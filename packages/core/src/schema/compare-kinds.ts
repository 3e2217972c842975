import { ELEMENTS, VALUES, type Place } from '../names/place.js'
import { createChange, type SchemaChange, type SchemaChangeCode } from './compare-changes.js'
import type { DataType, Field } from './schema.js'

/** Kinds that are one to the tables' columns: integer and number, object and map. */
export type KindFamily = 'number' | 'string' | 'boolean' | 'object' | 'array' | 'json'

export function kindFamily({ kind }: DataType): KindFamily {
  if (kind === 'integer') return 'number'
  return kind === 'map' ? 'object' : kind
}

/** How the set of kinds at a place changed; what changed within a kind is not looked at. */
export function* compareKinds(before: Field, after: Field, place: Place): Generator<SchemaChange, void, undefined> {
  const added = withoutFamilies(after.types, before.types)
  const removed = withoutFamilies(before.types, after.types)
  if (before.types.length === 0) {
    if (added.length > 0) yield createChange(place, 'first-kind-added', `Had no values, null apart; now has ${listKinds(added)}.`)
  } else if (after.types.length === 0) {
    yield createChange(place, 'last-kind-removed', `Had ${listKinds(removed)}; now has no values, null apart.`)
  } else if (added.length === after.types.length) {
    yield createChange(place, replacementCode(place, [...added, ...removed]), `Was ${listKinds(removed)}; is ${listKinds(added)}.`)
  } else {
    if (added.length > 0) {
      yield createChange(place, 'kind-added', `May now be ${listKinds(added)} as well, beside ${listKinds(before.types)}.`)
    }
    if (removed.length > 0) {
      yield createChange(
        place,
        'kind-removed',
        `Is no longer ${listKinds(removed)}; ${listKinds(withoutFamilies(after.types, added))} stays.`,
      )
    }
  }
}

function replacementCode(place: Place, types: readonly DataType[]): SchemaChangeCode {
  const last = place.at(-1)
  if (last === ELEMENTS) return 'element-kind-changed'
  if (last === VALUES) return 'value-kind-changed'
  return types.some((type) => ['object', 'array', 'json'].includes(kindFamily(type))) ? 'container-changed' : 'kind-changed'
}

function withoutFamilies(types: readonly DataType[], others: readonly DataType[]): DataType[] {
  const families = new Set(others.map(kindFamily))
  return types.filter((type) => !families.has(kindFamily(type)))
}

function listKinds(types: readonly DataType[]): string {
  return types.map(({ kind }) => (kind === 'json' ? 'JSON text' : kind)).join(' or ')
}
