import { BridgeDownstreamError, OptionError, StoreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { mapConcurrently } from './map-concurrently.js'
import { checkChoices, proposePlan, readPlan, type PlanDatasetOptions } from './plan-dataset.js'
import { plannedDatasets } from './planned-datasets.js'

const AT_ONCE = 16

/**
 * Check that options change nothing of plans that are kept, before anything is written: neither the convention nor the injected columns nor what
 * overrides say. What else may be wrong with an override or a plan is said when the dataset is planned: the documents that it needs may be still
 * to come.
 *
 * @throws OptionError `plan-differs`, of the first dataset.
 */
export async function checkKeptPlans(store: Store, options: PlanDatasetOptions): Promise<void> {
  const datasets = await plannedDatasets(store, { signal: options.signal })
  const faults = await mapConcurrently(datasets, AT_ONCE, (dataset) => findDifference(store, dataset, options))
  const first = faults.find((fault) => fault !== undefined)
  if (first) throw first
}

async function findDifference(store: Store, dataset: string, options: PlanDatasetOptions): Promise<OptionError | undefined> {
  try {
    if (Object.hasOwn(options.overrides ?? {}, dataset)) await proposePlan(store, dataset, options)
    else {
      const kept = await readPlan(store, dataset, options)
      if (kept) checkChoices(kept.plan, options)
    }
    return undefined
  } catch (error) {
    if (error instanceof OptionError && error.code === 'plan-differs') return error
    if (error instanceof BridgeDownstreamError && !(error instanceof StoreError)) return undefined
    throw error
  }
}
