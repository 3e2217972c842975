import { OptionError, RegistryError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { keySegment } from '../store/key-segment.js'
import type { Store } from '../store/store.js'
import { claimFolders } from './claim-folders.js'
import { checkDatasetRules } from './check-rule-form.js'
import { checkPartSizes } from './check-part-sizes.js'
import type { ListedPart, PartitionListing } from './list-partitions.js'
import { assessWork, partitionOptions, unpackWork, type ListWorkOptions } from './list-work.js'
import { halfWritten } from './half-written.js'
import { mapConcurrently } from './map-concurrently.js'
import { PackedInputs } from './packed-inputs.js'
import { JSON_PREFIX, PARQUET_PREFIX, parseJsonObjectKey, parsePartKey } from './partition-keys.js'
import type { TablePlan } from '../tables/table-plan.js'
import type { PartitionResult } from './partition-result.js'
import { planDataset, proposePlan, readPlan, type DatasetPlan } from './plan-dataset.js'
import { plannedDatasets } from './planned-datasets.js'
import { runRebuildUnit } from './rebuild-unit.js'

export interface PartitionName {
  readonly dataset: string
  /** The folders of the partition keys, such as `assessmentid=spelling/year=2022/month=2/day=15/`; empty where there are none. */
  readonly partition: string
  /** Folders below `parquet/` where parts of it may lie, besides those of its plan's tables: what `listWork` has found. */
  readonly folders?: readonly string[] | undefined
}

const LISTS_AT_ONCE = 8
const PLANS_AT_ONCE = 16

/**
 * Bring the Parquet of one partition up to its JSON, as {@link rebuild} does for all: only what lies in this partition is listed.
 *
 * @returns undefined if nothing was to be done.
 * @throws what `planDataset` and `rebuildPartition` throw; the partition is as it was then.
 */
export async function refreshPartition(store: Store, name: PartitionName, options: ListWorkOptions): Promise<PartitionResult | undefined> {
  checkPartSizes(options)
  checkDatasetRules(options.datasets ?? {})
  checkName(name)
  const { dataset, partition } = name
  const { signal } = options
  const inputs = await listInputs(store, dataset, partition, options)
  const plan = await planOf(store, dataset, inputs !== undefined, options)
  const listing = await listPartition(store, name, inputs, plan, options)
  const works = await assessWork(store, listing, new Map(plan && [[dataset, plan]]), options)
  const assessed = works.find((candidate) => candidate.dataset === dataset && candidate.partition === partition)
  if (!assessed || assessed.state === 'done') return undefined
  const work = unpackWork(assessed)
  if (work.state === 'gone') return runRebuildUnit(store, { task: 'remove', work }, { signal })
  await checkFolders(store, plan!, options)
  const unit = { task: 'rebuild', work, plan: plan!, options: partitionOptions(dataset, options) } as const
  return runRebuildUnit(store, unit, { signal })
}

/** The plan is written only where it is used; a dataset that has gone may have none. */
async function planOf(store: Store, dataset: string, hasInputs: boolean, options: ListWorkOptions): Promise<DatasetPlan | undefined> {
  if (hasInputs) return planDataset(store, dataset, options)
  try {
    const { plan, fingerprint } = await proposePlan(store, dataset, options)
    return { plan, fingerprint }
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'unknown-dataset') return undefined
    throw error
  }
}

async function listPartition(
  store: Store,
  { dataset, partition, folders = [] }: PartitionName,
  inputs: PackedInputs | undefined,
  plan: DatasetPlan | undefined,
  options: ListWorkOptions,
): Promise<PartitionListing> {
  const { deletions } = partitionOptions(dataset, options)
  const deleted = deletions && (await listInputs(store, deletions.dataset, partition, options))
  const all = new Set([...(plan?.plan.tables ?? []).map((table) => keySegment(table.name)), ...folders])
  const parts = await mapConcurrently([...all], LISTS_AT_ONCE, (folder) => listParts(store, folder, partition, options))
  const found = new Map([[dataset, new Map(inputs && [[partition, inputs]])]])
  if (deletions) found.set(deletions.dataset, new Map(deleted && [[partition, deleted]]))
  return { inputs: found, parts: parts.flat(), passedOver: [] }
}

/** Undefined if there are none. */
async function listInputs(
  store: Store,
  dataset: string,
  partition: string,
  { signal }: ListWorkOptions,
): Promise<PackedInputs | undefined> {
  let inputs: PackedInputs | undefined
  const folder = `${JSON_PREFIX}dataset=${dataset}/${partition}`
  const half = await halfWritten(store, folder, { signal })
  for await (const { key, etag, sizeBytes } of store.list(folder, { signal })) {
    if (parseJsonObjectKey(key)?.partition !== partition || half.has(key)) continue
    inputs ??= new PackedInputs(folder)
    inputs.add({ key, etag, sizeBytes })
  }
  return inputs
}

async function listParts(store: Store, folder: string, partition: string, { signal }: ListWorkOptions): Promise<ListedPart[]> {
  const parts: ListedPart[] = []
  for await (const info of store.list(`${PARQUET_PREFIX}${folder}/${partition}`, { signal })) {
    const parsed = parsePartKey(info.key)
    if (parsed?.partition === partition) parts.push({ ...parsed, info })
  }
  return parts
}

/** @throws RegistryError `table-name-taken` if another dataset, which comes first by name, has a folder of this one. */
async function checkFolders(store: Store, { plan }: DatasetPlan, { signal }: ListWorkOptions): Promise<void> {
  const before = (await plannedDatasets(store, { signal })).filter((other) => compareCodeUnits(other, plan.dataset) < 0)
  const owners = new Map<string, string>()
  const others = await mapConcurrently(before, PLANS_AT_ONCE, (dataset) => readUsablePlan(store, dataset, { signal }))
  for (const other of others) {
    for (const { name } of other?.tables ?? []) owners.set(keySegment(name).toLowerCase(), other!.dataset)
  }
  claimFolders(plan, owners)
}

/** A damaged plan is a fault of its own dataset. */
async function readUsablePlan(store: Store, dataset: string, { signal }: Pick<ListWorkOptions, 'signal'>): Promise<TablePlan | undefined> {
  try {
    return (await readPlan(store, dataset, { signal }))?.plan
  } catch (error) {
    if (error instanceof RegistryError) return undefined
    throw error
  }
}

function checkName({ dataset, partition, folders = [] }: PartitionName): void {
  const isFolder = (name: string): boolean => name !== '' && !name.includes('/')
  if (isFolder(dataset) && (partition === '' || partition.endsWith('/')) && folders.every(isFolder)) return
  throw new OptionError('This names no partition', {
    code: 'bad-partition',
    dataset,
    hint: 'A partition is the folders of its keys, such as assessmentid=spelling/year=2022/month=2/day=15/.',
  })
}
