import { OptionError } from '../errors.js'
import { ELEMENTS, formatPath, VALUES, type Place } from '../names/place.js'
import type { DataType, Field, NamedField } from '../schema/schema.js'
import type { PlaceOverrides } from './place-overrides.js'

const CONTAINERS: ReadonlySet<string> = new Set(['object', 'map', 'array', 'json'])

/** The same field with its containers turned to JSON text. */
export function withContainersAsJson(field: Field): Field {
  const containers = field.types.filter(({ kind }) => CONTAINERS.has(kind))
  if (containers.length === 0) return field
  const count = containers.reduce((sum, type) => sum + type.count, 0)
  return { ...field, types: [...field.types.filter(({ kind }) => !CONTAINERS.has(kind)), { kind: 'json', count }] }
}

/**
 * Apply the overrides that change what there is to plan: `json`, and `map` as far as the schema has a map there.
 *
 * @param isJson places that are text already, in a plan that is being extended.
 * @throws OptionError `not-a-map` where the schema has an object.
 */
export function shapeField(field: Field, place: Place, overrides: PlaceOverrides, isJson: (path: string) => boolean): Field {
  const override = overrides.at(place)
  if (override.json || isJson(formatPath(place))) return withContainersAsJson(field)
  if (override.map && field.types.some(({ kind }) => kind === 'object')) {
    throw new OptionError(`The schema has an object, not a map, at ${formatPath(place)}`, {
      code: 'not-a-map',
      hint: 'Give the same override to inferSchema or mergeSchemas, as mapOverrides.',
    })
  }
  const types = field.types.map((type): DataType => {
    if (type.kind === 'array') return { ...type, items: shapeField(type.items, [...place, ELEMENTS], overrides, isJson) }
    if (type.kind === 'map') return { ...type, values: shapeField(type.values, [...place, VALUES], overrides, isJson) }
    if (type.kind !== 'object') return type
    return {
      ...type,
      fields: type.fields.map((child): NamedField => ({
        name: child.name,
        ...shapeField(child, [...place, child.name], overrides, isJson),
      })),
    }
  })
  return { ...field, types }
}
