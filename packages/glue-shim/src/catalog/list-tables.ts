import {
  keySegment,
  parsePartitionPath,
  parsePartKey,
  parsePlan,
  type Store,
  type StoreOptions,
  type TablePlan,
} from '@bridge-downstream/core'
import { CatalogError } from './catalog-error.js'
import type { CatalogPartition, CatalogTable, PartitionMode } from './catalog-table.js'
import { describeTables } from './describe-tables.js'
import type { DesiredTable } from './register-tables.js'

export interface ListTablesOptions extends StoreOptions {
  /** URL of the destination as Athena reads it, such as `s3://bucket/study`. */
  readonly location: string
  readonly mode: PartitionMode
}

/** What a destination has to register. */
export interface ListedTables {
  readonly tables: readonly DesiredTable[]
  /** Dataset versions that have a plan, and no Parquet yet. */
  readonly empty: readonly string[]
}

const NO_PARTITION = '__HIVE_DEFAULT_PARTITION__'

/**
 * The tables of a destination: those of each plan whose dataset has Parquet. Nothing is written, and of the Parquet only names are read.
 *
 * @throws RegistryError `damaged-plan`.
 * @throws CatalogError `name-collision`, `not-projectable`, `beyond-glue`, `catalog-conflict`.
 */
export async function listTables(store: Store, options: ListTablesOptions): Promise<ListedTables> {
  const byFolder = await partitionsByFolder(store, options)
  const parquet = `${options.location.replace(/\/+$/, '')}/parquet`
  const tables: DesiredTable[] = []
  const empty: string[] = []
  for (const plan of await readPlans(store, options)) {
    const partitions = partitionsOf(plan, byFolder)
    if (partitions.length === 0) empty.push(plan.dataset)
    else {
      for (const table of describeTables(plan, { location: parquet, mode: options.mode, partitions })) {
        // A partition need not have rows of every child table.
        const own = byFolder.get(folderOf(table)) ?? new Set<string>()
        tables.push({ table, partitions: partitionsToList(table, [...own].sort(), options.mode) })
      }
    }
  }
  checkNames(tables)
  return { tables, empty }
}

/** Whether nothing of a partition is left. */
export async function isPartitionGone(
  store: Store,
  location: string,
  partition: CatalogPartition,
  options: StoreOptions,
): Promise<boolean> {
  const root = `${location.replace(/\/+$/, '')}/`
  if (!partition.location.startsWith(root)) return true
  for await (const _ of store.list(partition.location.slice(root.length), { ...options, pageSize: 1 })) return false
  return true
}

function partitionsToList(table: CatalogTable, folders: readonly string[], mode: PartitionMode): CatalogPartition[] | undefined {
  if (mode === 'projected' || table.partitionKeys.length === 0) return undefined
  return folders.map((folder) => ({
    values: parsePartitionPath(folder).map(([, value]) => value ?? NO_PARTITION),
    location: `${table.location}${folder}`,
  }))
}

async function partitionsByFolder(store: Store, { signal }: StoreOptions): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  for await (const { key } of store.list('parquet/', { signal })) {
    const part = parsePartKey(key)
    if (!part) continue
    const partitions = found.get(part.folder) ?? new Set<string>()
    found.set(part.folder, partitions.add(part.partition))
  }
  return found
}

/** Of all tables of the dataset: they have the same keys. */
function partitionsOf({ tables }: TablePlan, byFolder: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...new Set(tables.flatMap(({ name }) => [...(byFolder.get(keySegment(name)) ?? [])]))].sort()
}

async function readPlans(store: Store, { signal }: StoreOptions): Promise<TablePlan[]> {
  const plans: TablePlan[] = []
  for await (const { key } of store.list('plans/', { signal })) {
    const [, dataset] = /^plans\/([^/]+)\.json$/.exec(key) ?? []
    if (dataset === undefined) continue
    plans.push(parsePlan(await (await store.get(key, { signal })).bytes(), dataset))
  }
  return plans
}

function folderOf({ location }: CatalogTable): string {
  return location.split('/').at(-2)!
}

function checkNames(tables: readonly DesiredTable[]): void {
  const owners = new Map<string, string>()
  for (const { table } of tables) {
    const other = owners.get(table.name)
    if (other !== undefined) {
      throw new CatalogError('Two tables have one name in Glue, which knows no case', {
        code: 'name-collision',
        table: table.name,
        dataset: table.dataset,
        hint: `The other is of the dataset ${other}. Rename the array with an override, and move the plan away.`,
      })
    }
    owners.set(table.name, table.dataset)
  }
}
