import { BridgeDownstreamError, LedgerError, OptionError, RegistryError, StoreError, WorkerError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { checkNotAborted } from '../store/abort.js'
import type { Store, StoreOptions } from '../store/store.js'
import { archiveDataset, type ArchivedDataset } from './archive-dataset.js'
import { claimFolders } from './claim-folders.js'
import { checkDatasetRules } from './check-rule-form.js'
import { checkPartSizes } from './check-part-sizes.js'
import { checkOverrides } from './dataset-overrides.js'
import { listPartitions, type PartitionListing } from './list-partitions.js'
import { assessWork, partitionOptions, unpackWork, type AssessedPartition, type ListWorkOptions } from './list-work.js'
import { mapConcurrently } from './map-concurrently.js'
import { openRegistry } from './open-registry.js'
import { NOTHING_WRITTEN, type PartitionResult } from './partition-result.js'
import type { PartitionWork } from './partition-work.js'
import { planDataset, proposePlan, type DatasetPlan } from './plan-dataset.js'
import { drawUpRebuildLedger, type RebuildLedger } from './rebuild-ledger.js'
import { runRebuildUnit, type RebuildUnit } from './rebuild-unit.js'

export interface RebuildOptions extends ListWorkOptions {
  /** Rebuild every partition, also where nothing is to be done. Default false. */
  readonly force?: boolean | undefined
  /** Archive the old Parquet of a dataset whose plan has changed before any of it is rebuilt. Default false: it follows from the JSON. */
  readonly archive?: boolean | undefined
  /** Carries out one unit, perhaps elsewhere. Default: `runRebuildUnit` here. */
  readonly run?: ((unit: RebuildUnit) => Promise<PartitionResult>) | undefined
  /** Units that are under way at once. Default 1: one after the other. */
  readonly concurrency?: number | undefined
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined
}

export interface RebuildProgress {
  /** Partitions that something was to be done about, and that are dealt with. */
  readonly partitions: number
  readonly total: number
  /** The last of them. */
  readonly result: PartitionResult
}

/**
 * Bring the Parquet of a destination up to its JSON: plan each dataset, and rebuild the partitions whose Parquet is not that of their JSON
 * and their plan. A second run does nothing.
 *
 * A partition that cannot be rebuilt stays as it was, the others go on, and the ledger says so: look at `partitions.failed`.
 *
 * @returns the ledger; keeping it is the caller's.
 * @throws OptionError if an option cannot be used: nothing is rebuilt then.
 * @throws LedgerError if the account does not add up.
 * @throws WorkerError if `run` has lost a worker.
 * @throws StoreError `aborted`; with `archive`, also what `archiveDataset` throws: nothing is rebuilt then.
 */
export async function rebuild(store: Store, options: RebuildOptions): Promise<RebuildLedger> {
  checkPartSizes(options)
  checkOverrides(options.overrides ?? {})
  checkDatasetRules(options.datasets ?? {})
  const { signal, concurrency = 1 } = options
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new OptionError('concurrency is no whole number from 1', { code: 'bad-option', hint: 'Leave it out for the default.' })
  }
  const listing = await listPartitions(store, { signal })
  const { plans, failures } = await planAll(store, listing, options)
  const works = await assessWork(store, listing, plans, options)
  const todo = works.filter(({ state }) => options.force || state !== 'done')
  const run = options.run ?? ((unit: RebuildUnit) => runRebuildUnit(store, unit, { signal }))
  const unplanned = failures.flatMap(({ dataset, error }) =>
    [...listing.inputs.get(dataset)!.keys()].map((partition) =>
      failedResult({ dataset, partition, reason: 'it could not be planned' }, error),
    ),
  )
  const archived = options.archive ? await archiveOldPlans(store, todo, { signal }) : undefined
  let partitions = 0
  const report = (result: PartitionResult): PartitionResult => {
    options.onProgress?.({ partitions: ++partitions, total: todo.length + unplanned.length, result })
    return result
  }
  unplanned.forEach(report)
  const results = await mapConcurrently(todo, concurrency, async (work) => {
    checkNotAborted(signal)
    try {
      return report(await run(unitOf(work, plans, options)))
    } catch (error) {
      if (!isPartitionFault(error)) throw error
      return report(failedResult(work, error))
    }
  })
  const all = [...unplanned, ...results].sort(
    (a, b) => compareCodeUnits(a.dataset, b.dataset) || compareCodeUnits(a.partition, b.partition),
  )
  const ledger = drawUpRebuildLedger(all, works.length - todo.length, listing.passedOver)
  return archived ? { ...ledger, archived } : ledger
}

/** What a rebuild that was cut off has archived already is not archived again. */
async function archiveOldPlans(store: Store, works: readonly AssessedPartition[], options: StoreOptions): Promise<ArchivedDataset[]> {
  const archived: ArchivedDataset[] = []
  const old = works.filter(({ isOfOtherPlan }) => isOfOtherPlan)
  for (const [dataset, own] of Map.groupBy(old, (work) => work.dataset)) {
    archived.push(await archiveDataset(store, dataset, { ...options, unlessHeld: own.flatMap(({ parts }) => parts) }))
  }
  return archived
}

interface PlannedDatasets {
  readonly plans: ReadonlyMap<string, DatasetPlan>
  readonly failures: readonly { readonly dataset: string; readonly error: BridgeDownstreamError }[]
}

/**
 * A damaged plan or registry file is a fault of its dataset alone. An option that would change a plan ends the run, and is met before any plan is
 * written.
 */
async function planAll(store: Store, { inputs }: PartitionListing, options: RebuildOptions): Promise<PlannedDatasets> {
  const planOptions = { ...options, registry: options.registry ?? openRegistry(store) }
  const plans = new Map<string, DatasetPlan>()
  const failures: { dataset: string; error: BridgeDownstreamError }[] = []
  const forEach = async (datasets: Iterable<string>, plan: (dataset: string) => Promise<DatasetPlan>): Promise<void> => {
    for (const dataset of datasets) {
      try {
        plans.set(dataset, await plan(dataset))
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        plans.delete(dataset)
        failures.push({ dataset, error })
      }
    }
  }
  const isNew = new Set<string>()
  await forEach([...inputs.keys()].sort(compareCodeUnits), async (dataset) => {
    const proposal = await proposePlan(store, dataset, planOptions)
    if (proposal.isNew) isNew.add(dataset)
    return { plan: proposal.plan, fingerprint: proposal.fingerprint }
  })
  const owners = new Map<string, string>()
  await forEach([...plans.keys()], async (dataset) => {
    const planned = isNew.has(dataset) ? await planDataset(store, dataset, planOptions) : plans.get(dataset)!
    claimFolders(planned.plan, owners)
    return planned
  })
  return { plans, failures }
}

function unitOf(assessed: AssessedPartition, plans: ReadonlyMap<string, DatasetPlan>, options: RebuildOptions): RebuildUnit {
  const work = unpackWork(assessed)
  if (work.state === 'gone') return { task: 'remove', work }
  return { task: 'rebuild', work, plan: plans.get(work.dataset)!, options: partitionOptions(work.dataset, options) }
}

/** Whether a failure is that of one partition; a ledger that does not add up, bad options, a lost worker, and an abort end the run. */
function isPartitionFault(error: unknown): error is BridgeDownstreamError {
  if (!(error instanceof BridgeDownstreamError)) return false
  if (error instanceof LedgerError || error instanceof OptionError || error instanceof WorkerError) return false
  return !(error instanceof StoreError && error.code === 'aborted')
}

function failedResult(
  { dataset, partition, reason }: Pick<PartitionWork, 'dataset' | 'partition' | 'reason'>,
  error: BridgeDownstreamError,
): PartitionResult {
  return { dataset, partition, outcome: 'failed', reason, error: { code: error.code, reason: error.reason }, ...NOTHING_WRITTEN }
}
