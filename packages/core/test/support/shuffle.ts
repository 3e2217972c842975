import type { JsonValue } from '@bridge-downstream/core'

/** The items in another order. @param random gives numbers without end. */
export function shuffle<T>(items: readonly T[], random: Iterator<number>): T[] {
  const keyed = items.map((item) => [random.next().value as number, item] as const)
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item)
}

/** The same value with the keys of its objects in another order. */
export function shuffleKeys(value: JsonValue, random: Iterator<number>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => shuffleKeys(item as JsonValue, random))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const object = {}
  for (const [key, item] of shuffle(Object.entries(value), random)) {
    Object.defineProperty(object, key, {
      value: shuffleKeys(item as JsonValue, random),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return object
}
