const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

const LITERAL = /^\^((?:[A-Za-z0-9_-]|\\u[0-9a-fA-F]{4})*)\$$/

/** The pattern that a field stands under in `patternProperties`, if its name must not stand among `properties`. */
export function escapedName(name: string): string | undefined {
  if (!INHERITED.has(name) && name.isWellFormed()) return undefined
  // By code unit: each half of a pair is escaped, and a half without its other half too.
  return `^${name.replaceAll(/[^A-Za-z0-9_]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}$`
}

/** The only name that a pattern matches, if the pattern says so plainly. */
export function literalName(pattern: string): string | undefined {
  return LITERAL.exec(pattern)?.[1]?.replaceAll(/\\u(.{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
