import { DocumentParseError } from '../errors.js'
import { formatPointer } from '../names/place.js'
import { ExactNumber, isJsonArray, isJsonObject, type JsonValue } from './json-value.js'

/**
 * Takes a JSON value for what it should be.
 *
 * @param steps where the value stands, for the error.
 * @throws DocumentParseError `wrong-shape`, with the pointer, if it is something else.
 */
export type JsonShape<T> = (value: JsonValue, steps: readonly (string | number)[]) => T

export const textShape: JsonShape<string> = (value, steps) => (typeof value === 'string' ? value : fail('Expected a text', steps))

export const flagShape: JsonShape<boolean> = (value, steps) => (typeof value === 'boolean' ? value : fail('Expected true or false', steps))

/** A finite number; large ones as the nearest double. */
export const numberShape: JsonShape<number> = (value, steps) => {
  const number = typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : fail('Expected a number', steps)
}

/** A whole number from 0. */
export const countShape: JsonShape<number> = (value, steps) => {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fail('Expected a whole number from 0', steps)
}

export function constantShape<const T extends string | number>(...allowed: readonly T[]): JsonShape<T> {
  const names = allowed.map((name) => JSON.stringify(name)).join(', ')
  return (value, steps) => allowed.find((candidate) => candidate === value) ?? fail(`Expected one of ${names}`, steps)
}

export function nullableShape<T>(shape: JsonShape<T>): JsonShape<T | null> {
  return (value, steps) => (value === null ? null : shape(value, steps))
}

export function listShape<T>(shape: JsonShape<T>): JsonShape<readonly T[]> {
  return (value, steps) => (isJsonArray(value) ? value.map((item, i) => shape(item, [...steps, i])) : fail('Expected a list', steps))
}

/** An object that has all these fields and no others. The outcome has them in this order. */
export function objectShape<T extends object>(fields: { readonly [K in keyof T & string]: JsonShape<T[K]> }): JsonShape<T> {
  const shapes = Object.entries<JsonShape<unknown>>(fields)
  return (value, steps) => {
    if (!isJsonObject(value)) return fail('Expected an object', steps)
    const missing = shapes.find(([name]) => !Object.hasOwn(value, name))
    if (missing) return fail(`The field ${JSON.stringify(missing[0])} is missing`, steps)
    const extra = Object.keys(value).find((name) => !Object.hasOwn(fields, name))
    if (extra !== undefined) return fail('Nothing knows a field of this name', [...steps, extra])
    return Object.fromEntries(shapes.map(([name, shape]) => [name, shape(value[name]!, [...steps, name])])) as T
  }
}

/** @throws DocumentParseError `wrong-shape`. */
export function fail(what: string, steps: readonly (string | number)[]): never {
  throw new DocumentParseError(what, { code: 'wrong-shape', pointer: formatPointer(steps) })
}
