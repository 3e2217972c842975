import { CatalogError } from './catalog-error.js'
import type { TableChange } from './catalog-change.js'
import { OWNER_PARAMETER, type CatalogColumn, type CatalogTable } from './catalog-table.js'
import { isProjection, joinRules } from './project-partitions.js'

export interface MergedTable {
  readonly table: CatalogTable
  readonly changes: readonly TableChange[]
}

/** Types that every value of another type goes into, as readers of Parquet and of a schema that evolves have it: integer to number. */
const WIDER: ReadonlyMap<string, readonly string[]> = new Map([
  ['tinyint', ['smallint', 'int', 'bigint', 'double']],
  ['smallint', ['int', 'bigint', 'double']],
  ['int', ['bigint', 'double']],
  ['bigint', ['double']],
  ['float', ['double']],
])

/**
 * What the catalogue has, changed as little as will make it serve the plan: columns are added and widened, never removed or narrowed, and
 * parameters of others are kept. So any number of registrars, also with plans of different age, come to the same table in any order.
 *
 * @throws CatalogError `not-ours` or `catalog-conflict`.
 */
export function mergeTable(existing: CatalogTable, desired: CatalogTable): MergedTable {
  const { name: table } = desired
  checkOwner(existing, desired)
  checkKeys(existing, desired)
  if (existing.location !== desired.location) {
    throw conflict('A table stands for another folder in the catalogue', { table }, 'Use another database, or delete the table first.')
  }
  const changes: TableChange[] = []
  const columns = mergeColumns(existing, desired, changes)
  const parameters = mergeParameters(existing, desired, changes)
  if (existing.description !== desired.description) changes.push({ change: 'describe-table', table })
  return { table: { ...desired, columns, parameters, partitionKeys: existing.partitionKeys }, changes }
}

function mergeColumns(existing: CatalogTable, desired: CatalogTable, changes: TableChange[]): CatalogColumn[] {
  const { name: table } = desired
  const wanted = new Map(desired.columns.map((column) => [column.name, column]))
  const kept = existing.columns.map((column): CatalogColumn => {
    const want = wanted.get(column.name)
    wanted.delete(column.name)
    if (!want) return column
    const type = mergeTypes(column, want, table, changes)
    if (column.comment !== want.comment) changes.push({ change: 'describe-column', table, column: column.name })
    return { name: column.name, type, comment: want.comment }
  })
  for (const { name: column, type } of wanted.values()) changes.push({ change: 'add-column', table, column, type })
  return [...kept, ...wanted.values()]
}

function mergeTypes(before: CatalogColumn, { name: column, type }: CatalogColumn, table: string, changes: TableChange[]): string {
  if (before.type === type) return type
  if (WIDER.get(before.type)?.includes(type)) {
    changes.push({ change: 'widen-column', table, column, from: before.type, to: type })
    return type
  }
  // The plan that this run has read is older than the one that the table was made by.
  if (WIDER.get(type)?.includes(before.type)) return before.type
  throw conflict(
    `A column is ${before.type} in the catalogue, and ${type} in the plan`,
    { table, column },
    'A change like this makes a new version of the dataset, with tables of its own. If the table is out of date, delete it, and run again.',
  )
}

function mergeParameters(existing: CatalogTable, desired: CatalogTable, changes: TableChange[]): Record<string, string> {
  const { name: table } = desired
  const isProjected = Object.keys(desired.parameters).some(isProjection)
  const kept = new Map(Object.entries(existing.parameters))
  for (const parameter of [...kept.keys()].filter(
    (name) => isProjection(name) && (!isProjected || !Object.hasOwn(desired.parameters, name)),
  )) {
    kept.delete(parameter)
    changes.push({ change: 'remove-parameter', table, parameter })
  }
  for (const [parameter, value] of Object.entries(desired.parameters)) {
    const before = kept.get(parameter)
    const joined = before === undefined ? value : joinRules(parameter, before, value)
    if (joined !== before) changes.push({ change: 'set-parameter', table, parameter, value: joined })
    kept.set(parameter, joined)
  }
  return Object.fromEntries(kept)
}

function checkOwner(existing: CatalogTable, { name: table, dataset }: CatalogTable): void {
  if (existing.dataset === dataset) return
  throw new CatalogError(
    existing.dataset === ''
      ? 'A table of this name is there already, and was not made by bridge-downstream'
      : 'A table of this name is there already, for another dataset',
    { code: 'not-ours', table, hint: `Use another database, or delete the table. Ours have the parameter ${OWNER_PARAMETER}.` },
  )
}

function checkKeys(existing: CatalogTable, { name: table, partitionKeys }: CatalogTable): void {
  const list = (keys: readonly CatalogColumn[]): string => keys.map(({ name, type }) => `${name} ${type}`).join(', ')
  const [before, now] = [list(existing.partitionKeys), list(partitionKeys)]
  if (before === now) return
  throw conflict(
    `The partition keys of a table are (${before}) in the catalogue, and (${now}) in the destination`,
    { table },
    'Glue does not change them: delete the table, and run again.',
  )
}

function conflict(what: string, place: { readonly table: string; readonly column?: string }, hint: string): CatalogError {
  return new CatalogError(what, { code: 'catalog-conflict', ...place, hint })
}
