import { keySegment } from '../store/key-segment.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { TablePlan } from '../tables/table-plan.js'
import type { ListedPart, PartitionListing } from './list-partitions.js'
import { mapConcurrently } from './map-concurrently.js'
import { readFooter } from './read-footer.js'

/** A part, and where it belongs. */
export interface AttributedPart extends ListedPart {
  readonly dataset: string
  readonly table: string
  /** Whether its dataset's plan has no such table, or its partition no input. */
  readonly isLeftOver: boolean
}

/** How many footers are read at once. */
export const FOOTERS_AT_ONCE = 16

/**
 * Say to which dataset and table each part belongs: by its folder, where a plan has such a table and the partition has inputs; else by its
 * footer. Parts that no rebuild has written are left out.
 */
export async function attributeParts(
  store: Store,
  { inputs, parts }: Pick<PartitionListing, 'inputs' | 'parts'>,
  plans: Iterable<TablePlan>,
  options: StoreOptions,
): Promise<AttributedPart[]> {
  const owners = new Map(
    [...plans].flatMap(({ dataset, tables }) => tables.map(({ name }) => [keySegment(name), { dataset, table: name }] as const)),
  )
  const attributed = await mapConcurrently(parts, FOOTERS_AT_ONCE, async (part): Promise<AttributedPart | undefined> => {
    const owner = owners.get(part.folder)
    if (owner && inputs.get(owner.dataset)?.has(part.partition)) return { ...part, ...owner, isLeftOver: false }
    const footer = await readFooter(store, part.info, options)
    const dataset = footer?.get('relationalize.dataset')
    const table = footer?.get('relationalize.table')
    const isOurs = table !== undefined && keySegment(table) === part.folder && footer?.get('relationalize.partition') === part.partition
    return dataset !== undefined && isOurs ? { ...part, dataset, table, isLeftOver: true } : undefined
  })
  return attributed.filter((part) => part !== undefined)
}
