import { compareCodeUnits } from '../names/compare-code-units.js'
import { formatPath, type Place } from '../names/place.js'
import { mapReason } from './map-rules.js'
import type { ObjectProfile, Profile } from './profile.js'
import type { DataType, Field, MapReason, MapType, NamedField, ObjectType } from './schema.js'

export interface MapOptions {
  /** Whether objects whose keys are data are found by rules (`infer`, the default) or never. */
  readonly maps?: 'infer' | 'never' | undefined
  /** What an object is, by path, whatever the rules say: `{ '$.dailyTotals': 'map', '$.answers': 'object' }`. */
  readonly mapOverrides?: Readonly<Record<string, 'map' | 'object'>> | undefined
}

/**
 * Decides which objects are maps. The rules look at an object's names and at what kinds stand below them, so each object is outlined once: a
 * schema that nests maps in maps would otherwise be built anew at each level.
 */
export class MapOutline {
  readonly #options: MapOptions
  readonly #outlines = new Map<ObjectProfile, ObjectType | MapType>()

  constructor(options: MapOptions) {
    this.#options = options
  }

  /** Why an object is a map; null if it is none. */
  reasonFor(objects: ObjectProfile, place: Place): MapReason | null {
    const outline = this.#outlineObjects(objects, place)
    return outline.kind === 'map' ? outline.reason : null
  }

  #outlineObjects(objects: ObjectProfile, place: Place): ObjectType | MapType {
    const known = this.#outlines.get(objects)
    if (known) return known
    const fields = fieldsOf(objects).map(([name, field]): NamedField => ({ name, ...this.#outlineField(field, [...place, name]) }))
    const reason = this.#decide(objects, fields, place)
    const { count } = objects
    const outline: ObjectType | MapType =
      reason === null ? { kind: 'object', count, fields } : { kind: 'map', count, reason, values: NOTHING, keys: null }
    this.#outlines.set(objects, outline)
    return outline
  }

  #outlineField({ booleans, numbers, strings, objects, arrays, unfollowed }: Profile, place: Place): Field {
    const types: DataType[] = []
    if (numbers) types.push({ kind: 'number', count: 0, integers: 0, min: null, max: null, beyondSafe: 0, beyondInt64: 0 })
    if (strings) types.push({ kind: 'string', count: 0, maxLength: 0, formats: [] })
    if (booleans) types.push({ kind: 'boolean', count: 0 })
    if (objects) types.push(this.#outlineObjects(objects, place))
    if (arrays) types.push({ kind: 'array', count: 0, maxLength: 0, items: NOTHING })
    if (unfollowed) types.push({ kind: 'json', count: 0 })
    return { ...NOTHING, types }
  }

  #decide(objects: ObjectProfile, fields: readonly NamedField[], place: Place): MapReason | null {
    const { maps, mapOverrides } = this.#options
    const override = mapOverrides?.[formatPath(place)]
    if (override === 'map' || objects.declaredMap) return 'declared'
    if (objects.values) return 'many-keys'
    return override === 'object' || maps === 'never' ? null : mapReason(fields)
  }
}

const NOTHING: Field = { optional: false, nullable: false, types: [], present: 0, absent: 0, nulls: 0 }

/** An object's fields by code unit. */
export function fieldsOf({ fields }: ObjectProfile): [string, Profile][] {
  return [...fields].sort(([a], [b]) => compareCodeUnits(a, b))
}
