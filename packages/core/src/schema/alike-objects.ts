import type { Field } from './schema.js'

/** How much of the names that any of the objects has, each of them must have. */
const SHARED = 0.5

/**
 * Whether fields hold objects of one shape: nothing but objects (null apart), most of whose names are the same in all, with values of the
 * same kinds under them.
 */
export function alikeObjects(fields: readonly Field[]): boolean {
  const kindsByName = new Map<string, string>()
  const namesOf: ReadonlySet<string>[] = []
  for (const { types } of fields) {
    const [type] = types
    if (types.length !== 1 || type?.kind !== 'object' || type.fields.length === 0) return false
    for (const child of type.fields) {
      const kinds = shapeOf(child)
      if (kinds === '') continue
      if ((kindsByName.get(child.name) ?? kinds) !== kinds) return false
      kindsByName.set(child.name, kinds)
    }
    namesOf.push(new Set(type.fields.map(({ name }) => name)))
  }
  const all = new Set(namesOf.flatMap((names) => [...names]))
  return namesOf.every((names) => names.size >= all.size * SHARED)
}

/** The kinds of a field, integer and number alike, object and map alike; empty for a field that was only null. */
function shapeOf({ types }: Field): string {
  return types
    .map(({ kind }) => (kind === 'integer' ? 'number' : kind === 'map' ? 'object' : kind))
    .sort()
    .join('|')
}
