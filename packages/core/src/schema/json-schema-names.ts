const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

const LITERAL = /^\^([A-Za-z0-9_-]*)\$$/

/** The pattern that a field stands under in `patternProperties`, if its name must not stand among `properties`. */
export function escapedName(name: string): string | undefined {
  return INHERITED.has(name) ? `^${name}$` : undefined
}

/** The only name that a pattern matches, if the pattern says so plainly. */
export function literalName(pattern: string): string | undefined {
  return LITERAL.exec(pattern)?.[1]
}
