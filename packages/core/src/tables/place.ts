/** A place in a schema: object keys, and null for "the elements of this array". */
export type Place = readonly (string | null)[]

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/

/** JSONPath-like spelling of a place, for people and for hashing: `$.steps[].items`, `$["a.b"]`. Different places differ. */
export function formatPath(place: Place): string {
  return place.reduce<string>((text, step) => {
    if (step === null) return `${text}[]`
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
