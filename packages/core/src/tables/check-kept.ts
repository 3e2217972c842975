import { OptionError } from '../errors.js'
import { mayBeName } from '../names/unique-names.js'
import { formatPath, type Place } from '../names/place.js'
import { draftIdentity, type DraftColumn, type DraftTable } from './draft-tables.js'
import type { KnownTables } from './name-plan.js'
import type { NamingConvention } from './naming.js'
import type { PlaceOverrides } from './place-overrides.js'
import type { Column, Path, Table } from './table-plan.js'

/** What the overrides are held against. */
interface Kept {
  readonly dataset: string
  readonly convention: NamingConvention
  readonly known: KnownTables
}

/**
 * Check that overrides change nothing of a plan that is extended: what is planned stays as it is, so they would be passed over in silence, or
 * done by half.
 *
 * @param drafts of the schema, by the overrides.
 * @throws OptionError `plan-differs`, with dataset and path.
 */
export function checkKept(drafts: readonly DraftTable[], overrides: PlaceOverrides, { dataset, convention, known }: Kept): void {
  const fail = (place: Place, what: string): never => {
    throw new OptionError(`The override at ${JSON.stringify(formatPath(place))} would change a plan that exists: ${what}`, {
      code: 'plan-differs',
      dataset,
      hint: 'Leave it out, or plan the tables anew.',
    })
  }
  for (const draft of drafts) {
    const table = known.get(formatPath(draft.place))
    if (!table) continue
    for (const path of draft.excluded) {
      if (isPlannedBelow(table, path) && !holds(table.excluded, path)) fail([...draft.place, ...path], 'it has the place as columns')
    }
    for (const column of draft.columns) {
      const place = [...draft.place, ...column.path]
      const override = overrides.at(place)
      if (override.json && column.kind === 'json' && hasContainers(table, column.path)) fail(place, 'it has more than JSON text there')
      const before = table.columns.find((candidate) => isOf(candidate, column))
      if (!before) continue
      if (override.type !== undefined && override.type === column.type && !mayBecome(before, override.type))
        fail(place, `its type is ${before.type}`)
      if (override.alias !== undefined && before.alias !== override.alias) fail(place, 'it has another alias, or none')
      const renamed = column.path.findLastIndex(
        (_, i) => overrides.at([...draft.place, ...column.path.slice(0, i + 1)]).rename !== undefined,
      )
      if (renamed >= 0 && !isNamed(before, draft, column, convention)) {
        fail([...draft.place, ...column.path.slice(0, renamed + 1)], `it has the name ${JSON.stringify(before.name)}`)
      }
    }
  }
}

function isOf({ source }: Column, { kind, path }: DraftColumn): boolean {
  if (source.role === 'array' || source.role === 'map') return source.role === kind && isSame(source.path, path)
  return source.role === 'value' && source.kind === kind && isSame(source.path, path)
}

/** A plan that is extended may widen a column. */
function mayBecome({ type }: Column, wanted: Column['type']): boolean {
  return type === wanted || (type === 'integer' && wanted === 'number')
}

/** A place of several kinds may have had one at first, whose column has the bare name. */
function isNamed({ name }: Column, table: DraftTable, column: DraftColumn, { separator }: NamingConvention): boolean {
  const identity = draftIdentity(table, column)
  return [column.label, `${column.label}${separator}${column.kind}`].some((wanted) => mayBeName(name, { identity, wanted }))
}

function hasContainers({ columns }: Table, path: Path): boolean {
  return columns.some(
    ({ source }) =>
      (source.role === 'array' || source.role === 'map' || (source.role === 'value' && source.path.length > path.length)) &&
      isPrefix(path, source.path),
  )
}

function isPlannedBelow({ columns }: Table, path: Path): boolean {
  return columns.some(({ source }) => 'path' in source && source.role !== 'pushdown' && isPrefix(path, source.path))
}

function holds(paths: readonly Path[], path: Path): boolean {
  return paths.some((candidate) => isSame(candidate, path))
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && isPrefix(a, b)
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.every((key, i) => key === path[i])
}
