import { backOff } from '../backoff.js'
import type { CatalogChange } from './catalog-change.js'
import { CatalogError } from './catalog-error.js'
import type { CatalogPartition, CatalogTable } from './catalog-table.js'
import { diffPartitions, partitionChanges } from './diff-partitions.js'
import { OutdatedError, type GlueCatalog } from './glue-catalog.js'
import { mergeTable } from './merge-table.js'

/** A table, and its partitions where the catalogue is to list them. */
export interface DesiredTable {
  readonly table: CatalogTable
  /** Undefined where Athena works them out, or there are no partition keys. */
  readonly partitions: readonly CatalogPartition[] | undefined
}

export interface RegisterOptions {
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean | undefined
  /** Asked once more before a partition is taken out: since it was listed, somebody may have written there. Default: it is gone. */
  readonly isGone?: ((partition: CatalogPartition) => Promise<boolean>) | undefined
  readonly signal?: AbortSignal | undefined
}

const MAX_ROUNDS = 50
const FIRST_PAUSE_MS = 50

/**
 * Bring the catalogue up to what there is: it is read, compared, and changed on the condition that it is still as it was read; else all over
 * again. Any number of registrars end with the same tables, and one that finds nothing to do writes nothing.
 *
 * @returns what was changed, in the order of the tables.
 * @throws CatalogError `not-ours`, `catalog-conflict` (before anything is changed, if it is so from the beginning), `catalog-contended`,
 *   `catalog-denied`, `catalog-unavailable`.
 */
export async function registerTables(
  catalog: GlueCatalog,
  tables: readonly DesiredTable[],
  options: RegisterOptions = {},
): Promise<CatalogChange[]> {
  const isThere = await catalog.hasDatabase()
  const planned = await inTurn(tables, (desired) => registerTable(catalog, desired, { ...options, dryRun: true }))
  const created: CatalogChange[] = isThere ? [] : [{ change: 'create-database', database: catalog.database }]
  if (options.dryRun) return [...created, ...planned]
  if (isThere && planned.length === 0) return []
  if (!isThere) await makeDatabase(catalog, options)
  return [...created, ...(await inTurn(tables, (desired) => registerTable(catalog, desired, options)))]
}

/** Whether somebody else made it, or an answer was lost, shows when one looks again. */
async function makeDatabase(catalog: GlueCatalog, options: RegisterOptions): Promise<void> {
  await inRounds(undefined, options, async () => {
    if (await catalog.hasDatabase()) return 'done'
    await catalog.createDatabase()
    return 'look again'
  })
}

async function registerTable(
  catalog: GlueCatalog,
  { table, partitions }: DesiredTable,
  options: RegisterOptions,
): Promise<CatalogChange[]> {
  const changes: CatalogChange[] = []
  await inRounds(table.name, options, async () => {
    const stored = await catalog.table(table.name)
    const merged = stored && mergeTable(stored.table, table)
    if (!options.dryRun) {
      if (!merged) await catalog.createTable(table)
      else if (merged.changes.length > 0) await catalog.updateTable(merged.table, stored.versionId)
    }
    changes.push(...(merged?.changes ?? [creationOf(table)]))
    return 'done'
  })
  if (partitions) changes.push(...(await registerPartitions(catalog, table, partitions, options)))
  return changes
}

async function registerPartitions(
  catalog: GlueCatalog,
  desired: CatalogTable,
  partitions: readonly CatalogPartition[],
  options: RegisterOptions,
): Promise<CatalogChange[]> {
  const { isGone = async () => true } = options
  const { name } = desired
  const changes: CatalogChange[] = []
  await inRounds(name, options, async (round) => {
    // Partitions follow the table as it is now, which somebody with a newer plan may have changed since.
    const stored = await catalog.table(name)
    const table = stored ? mergeTable(stored.table, desired).table : desired
    const found = diffPartitions(table, await Array.fromAsync(catalog.partitions(name)), partitions)
    const remove: CatalogPartition[] = []
    for (const partition of found.remove) if (await isGone(partition)) remove.push(partition)
    const diff = { ...found, remove }
    if (round === 1) changes.push(...partitionChanges(name, diff))
    if (options.dryRun || (diff.add.length === 0 && diff.update.length === 0 && remove.length === 0)) return 'done'
    await catalog.addPartitions(table, diff.add)
    await catalog.updatePartitions(table, diff.update)
    await catalog.deletePartitions(table, remove)
    // Whoever writes last has to see that it was right.
    return 'look again'
  })
  return changes
}

/** @param attempt is made again also after an OutdatedError. */
async function inRounds(
  table: string | undefined,
  { signal }: RegisterOptions,
  attempt: (round: number) => Promise<'done' | 'look again'>,
): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    try {
      if ((await attempt(round)) === 'done') return
    } catch (error) {
      if (!(error instanceof OutdatedError)) throw error
    }
    await backOff(Math.min(round, 6), FIRST_PAUSE_MS, signal)
  }
  throw new CatalogError(`Others kept changing the catalogue, ${MAX_ROUNDS} times`, {
    code: 'catalog-contended',
    table,
    retryable: true,
    hint: 'Run again: what is done stays done.',
  })
}

function creationOf({ name, columns }: CatalogTable): CatalogChange {
  return { change: 'create-table', table: name, columns: columns.length }
}

async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R[]>): Promise<R[]> {
  const all: R[] = []
  for (const item of items) all.push(...(await act(item)))
  return all
}
