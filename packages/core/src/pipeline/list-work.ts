import type { Store } from '../store/store.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { attributeParts, FOOTERS_AT_ONCE, type AttributedPart } from './attribute-parts.js'
import { compareWithMarker, digestInputs } from './commit-marker.js'
import { claimFolders } from './claim-folders.js'
import { checkDatasetRules } from './check-rule-form.js'
import { checkRules } from './check-rules.js'
import { checkOverrides } from './dataset-overrides.js'
import { listPartitions, type PartitionListing } from './list-partitions.js'
import { mapConcurrently } from './map-concurrently.js'
import { digestPlan } from './partition-digests.js'
import type { DatasetRules, PartitionOptions } from './partition-options.js'
import type { PackedInputs } from './packed-inputs.js'
import type { PartitionWork } from './partition-work.js'
import { proposePlan, type DatasetPlan, type PlanDatasetOptions } from './plan-dataset.js'
import { readFooter } from './read-footer.js'

export interface ListWorkOptions extends PlanDatasetOptions, Pick<PartitionOptions, 'rowGroupRows' | 'partSizeBytes' | 'road'> {
  /** De-duplication and deletions, by dataset. */
  readonly datasets?: Readonly<Record<string, DatasetRules>> | undefined
}

/**
 * Say for every partition of a destination whether its Parquet is what its JSON and its plan make of it. Nothing is written: all is told by
 * the listings and by the footer of one part for each partition, so there is no bookmark that could be wrong, and deleting parts is how to
 * have them made again.
 *
 * @returns in the order of dataset, then partition.
 * @throws what `planDataset` throws, for the first dataset that cannot be planned.
 */
export async function listWork(store: Store, options: ListWorkOptions): Promise<PartitionWork[]> {
  checkOverrides(options.overrides ?? {})
  checkDatasetRules(options.datasets ?? {})
  const listing = await listPartitions(store, options)
  const plans = new Map<string, DatasetPlan>()
  const owners = new Map<string, string>()
  for (const dataset of [...listing.inputs.keys()].sort(compareCodeUnits)) {
    const { plan, fingerprint } = await proposePlan(store, dataset, options)
    claimFolders(plan, owners)
    plans.set(dataset, { plan, fingerprint })
  }
  return (await assessWork(store, listing, plans, options)).map(unpackWork)
}

/** A partition whose inputs are packed still. */
export interface AssessedPartition extends Omit<PartitionWork, 'inputs' | 'deletions'> {
  readonly inputs: PackedInputs | undefined
  readonly deletions: PackedInputs | undefined
}

export function unpackWork({ inputs, deletions, ...assessed }: AssessedPartition): PartitionWork {
  return { ...assessed, inputs: inputs?.unpack() ?? [], deletions: deletions?.unpack() ?? [] }
}

/**
 * Compare what lies in a destination with what should.
 *
 * @param plans by dataset; partitions of datasets that are not among them are left out, unless they are gone.
 */
export async function assessWork(
  store: Store,
  listing: PartitionListing,
  plans: ReadonlyMap<string, DatasetPlan>,
  options: ListWorkOptions,
): Promise<AssessedPartition[]> {
  for (const { plan } of plans.values()) checkRules(plan, partitionOptions(plan.dataset, options))
  const tablePlans = [...plans.values()].map(({ plan }) => plan)
  const parts = Map.groupBy(await attributeParts(store, listing, tablePlans, options), ({ dataset, partition }) =>
    keyOf(dataset, partition),
  )
  const known = [...plans.values()].flatMap((plan) => {
    const partitions = listing.inputs.get(plan.plan.dataset) ?? new Map<string, PackedInputs>()
    return [...partitions].map(([partition, inputs]) => ({ plan, partition, inputs }))
  })
  const works = await mapConcurrently(known, FOOTERS_AT_ONCE, async ({ plan, partition, inputs }): Promise<AssessedPartition> => {
    const { dataset } = plan.plan
    const found = parts.get(keyOf(dataset, partition)) ?? []
    const deletions = deletionsOf(listing, dataset, partition, options)
    const findings = await assessPartition(store, found, { plan, inputs, deletions }, options)
    return { dataset, partition, ...findings, inputs, deletions, parts: found.map(({ info }) => info.key) }
  })
  const gone = [...parts.values()].flatMap((found): AssessedPartition[] => {
    const { dataset, partition } = found[0]!
    if (listing.inputs.get(dataset)?.has(partition)) return []
    const keys = found.map(({ info }) => info.key)
    return [{ dataset, partition, state: 'gone', reason: 'it has no JSON any more', inputs: undefined, deletions: undefined, parts: keys }]
  })
  return [...works, ...gone].sort((a, b) => compareCodeUnits(a.dataset, b.dataset) || compareCodeUnits(a.partition, b.partition))
}

interface PartitionSources {
  readonly plan: DatasetPlan
  readonly inputs: PackedInputs
  readonly deletions: PackedInputs | undefined
}

async function assessPartition(
  store: Store,
  parts: readonly AttributedPart[],
  { plan, inputs, deletions }: PartitionSources,
  options: ListWorkOptions,
): Promise<Pick<PartitionWork, 'state' | 'reason' | 'isOfOtherPlan'>> {
  const stale = (reason: string): Pick<PartitionWork, 'state' | 'reason'> => ({ state: 'stale', reason })
  if (parts.length === 0) return { state: 'new', reason: 'there is no Parquet yet' }
  if (parts.some(({ isLeftOver }) => isLeftOver)) return stale('there are parts of tables that its plan does not have')
  const root = plan.plan.tables[0]!.name
  const last = parts
    .filter(({ table }) => table === root)
    .reduce<AttributedPart | undefined>((a, b) => (a && a.part > b.part ? a : b), undefined)
  if (!last) return stale('it lacks the part that is written last')
  const marker = await readFooter(store, last.info, options)
  if (!marker) return stale('the part that is written last cannot be read')
  const digests = {
    inputs: digestInputs(inputs.unpack(), deletions?.unpack() ?? []),
    plan: digestPlan(plan, partitionOptions(plan.plan.dataset, options)),
  }
  const others = parts.filter((part) => part !== last).map(({ table, part, info }) => ({ table, part, etag: info.etag }))
  const difference = compareWithMarker(marker, digests, others, root)
  if (difference === undefined) return { state: 'done', reason: 'its Parquet is that of its JSON and its plan' }
  const made = marker.get('relationalize.plan-digest')
  return { ...stale(difference), ...(made !== undefined && made !== digests.plan ? { isOfOtherPlan: true } : {}) }
}

/** What shapes the partitions of a dataset. */
export function partitionOptions(
  dataset: string,
  { injection, rowGroupRows, partSizeBytes, road, datasets = {} }: ListWorkOptions,
): PartitionOptions {
  const rules = Object.hasOwn(datasets, dataset) ? datasets[dataset] : undefined
  return { ...rules, fields: injection.fields, rowGroupRows, partSizeBytes, road }
}

function deletionsOf(listing: PartitionListing, dataset: string, partition: string, options: ListWorkOptions): PackedInputs | undefined {
  const { deletions } = partitionOptions(dataset, options)
  return deletions && listing.inputs.get(deletions.dataset)?.get(partition)
}

function keyOf(dataset: string, partition: string): string {
  return `${dataset}/${partition}`
}
