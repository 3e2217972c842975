import { BridgeDownstreamError, OptionError, StoreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { proposePlan, type PlanDatasetOptions } from './plan-dataset.js'

/**
 * Check that overrides change nothing of plans that are kept, before anything is written. What else may be wrong with an override or a plan is
 * said when the dataset is planned: the documents that it needs may be still to come.
 *
 * @param datasets those to look at; of them only those that have overrides.
 * @throws OptionError `plan-differs`.
 */
export async function checkKeptPlans(store: Store, datasets: Iterable<string>, options: PlanDatasetOptions): Promise<void> {
  const { overrides = {} } = options
  for (const dataset of datasets) {
    if (!Object.hasOwn(overrides, dataset)) continue
    try {
      await proposePlan(store, dataset, options)
    } catch (error) {
      const isForLater = error instanceof BridgeDownstreamError && !(error instanceof StoreError)
      if (!isForLater || (error instanceof OptionError && error.code === 'plan-differs')) throw error
    }
  }
}
