/** The elements of an array. */
export const ELEMENTS = null
/** The values of a map. */
export const VALUES = 0

/** One step down a schema: an object's key, an array's elements or a map's values. */
export type Step = string | typeof ELEMENTS | typeof VALUES

/** A place in a schema. */
export type Place = readonly Step[]

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/

/** JSONPath-like spelling of a place, for people and for hashing: `$.steps[].items`, `$.totals{}`, `$["a.b"]`. Different places differ. */
export function formatPath(place: Place): string {
  return place.reduce<string>((text, step) => {
    if (step === ELEMENTS) return `${text}[]`
    if (step === VALUES) return `${text}{}`
    return PLAIN_KEY.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`
  }, '$')
}

/** JSON pointer (RFC 6901) of keys and positions. */
export function formatPointer(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The keys and positions of a JSON pointer, all as text. */
export function parsePointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
