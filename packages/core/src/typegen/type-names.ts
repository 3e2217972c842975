/** Names that the generated module uses itself. */
const USED = ['Date']

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/

/** Gives each type of a module a name in PascalCase that no other has. */
export class TypeNames {
  readonly #taken = new Set(USED)

  /** @param wanted any text; letters and digits of ASCII are kept. */
  take(wanted: string): string {
    const words = wanted.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
    const pascal = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
    const base = /^[A-Za-z]/.test(pascal) ? pascal : `Type${pascal}`
    let name = base
    for (let number = 2; this.#taken.has(name); number++) name = `${base}_${number}`
    this.#taken.add(name)
    return name
  }
}

/** A property's name as it stands in TypeScript: quoted where it is no identifier. */
export function propertyName(key: string): string {
  return IDENTIFIER.test(key) ? key : JSON.stringify(key)
}
