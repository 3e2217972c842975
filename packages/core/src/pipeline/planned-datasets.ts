import { readDatasetIdentifier } from '../datasets/dataset-identifier.js'
import type { Store, StoreOptions } from '../store/store.js'
import { planKey, PLANS } from './plan-file.js'

/** The datasets that have a plan, in the order of its keys. What else lies there is passed over. */
export async function plannedDatasets(store: Store, options: StoreOptions): Promise<string[]> {
  const datasets: string[] = []
  for await (const { key } of store.list(PLANS, options)) {
    const dataset = key.slice(PLANS.length, -'.json'.length)
    if (key === planKey(dataset) && readDatasetIdentifier(dataset)) datasets.push(dataset)
  }
  return datasets
}
