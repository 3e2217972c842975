import type { PartitionChange } from './catalog-change.js'
import type { CatalogColumn, CatalogPartition, CatalogTable } from './catalog-table.js'
import type { RegisteredPartition } from './table-input.js'

/** What has to be done for the catalogue to have these partitions and no others. */
export interface PartitionDiff {
  readonly add: readonly CatalogPartition[]
  readonly update: readonly CatalogPartition[]
  readonly remove: readonly CatalogPartition[]
}

/**
 * Compare the partitions that the catalogue has with those that there are. A partition is out of date if it stands for another folder, or if
 * its columns are not the table's.
 *
 * @param table as the catalogue has it now.
 */
export function diffPartitions(
  table: CatalogTable,
  registered: readonly RegisteredPartition[],
  desired: readonly CatalogPartition[],
): PartitionDiff {
  const wanted = new Map(desired.map((partition) => [identify(partition), partition]))
  const columns = listColumns(table.columns)
  const update: CatalogPartition[] = []
  const remove: CatalogPartition[] = []
  for (const partition of registered) {
    const want = wanted.get(identify(partition))
    wanted.delete(identify(partition))
    if (!want) remove.push(partition)
    else if (partition.location !== want.location || listColumns(partition.columns) !== columns) update.push(want)
  }
  return { add: [...wanted.values()], update, remove }
}

export function partitionChanges(table: string, { add, update, remove }: PartitionDiff): PartitionChange[] {
  const of = (change: PartitionChange['change'], partitions: readonly CatalogPartition[]): PartitionChange[] =>
    partitions.map(({ values }) => ({ change, table, values }))
  return [...of('add-partition', add), ...of('update-partition', update), ...of('delete-partition', remove)]
}

function identify({ values }: CatalogPartition): string {
  return JSON.stringify(values)
}

/** Comments do not matter to whoever reads a partition. */
function listColumns(columns: readonly CatalogColumn[]): string {
  return JSON.stringify(columns.map(({ name, type }) => [name, type]))
}
