import type { Store, StoreOptions } from '../store/store.js'
import type { PartitionOptions } from './partition-options.js'
import type { PartitionResult } from './partition-result.js'
import type { PartitionWork } from './partition-work.js'
import type { DatasetPlan } from './plan-dataset.js'
import { rebuildPartition, removePartition } from './rebuild-partition.js'

/** What a worker needs to know to rebuild one partition. Plain JSON: it can be sent to another process. */
export type RebuildUnit =
  | { readonly task: 'rebuild'; readonly work: PartitionWork; readonly plan: DatasetPlan; readonly options: PartitionOptions }
  | { readonly task: 'remove'; readonly work: PartitionWork }

/** Rebuild one partition, or remove it. */
export async function runRebuildUnit(store: Store, unit: RebuildUnit, { signal }: StoreOptions = {}): Promise<PartitionResult> {
  if (unit.task === 'remove') return removePartition(store, unit.work, { signal })
  return rebuildPartition(store, unit.work, unit.plan, { ...unit.options, signal })
}
