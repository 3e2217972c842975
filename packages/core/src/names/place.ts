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

// oxlint-disable-next-line no-control-regex -- JSON allows no control character in a text
const STEP = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|(\[\])|(\{\})|\[("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")\]/y

/** The place that a path spells; undefined if it is not spelt as {@link formatPath} does. */
export function parsePath(path: string): Place | undefined {
  if (!path.startsWith('$')) return undefined
  const place: Step[] = []
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const found = STEP.exec(path)
    if (!found) return undefined
    const [, key, elements, values, quoted] = found
    if (elements !== undefined) place.push(ELEMENTS)
    else if (values !== undefined) place.push(VALUES)
    else place.push(key ?? (JSON.parse(quoted!) as string))
  }
  return place
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
