import { OptionError, RegistryError, StoreError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { TablePlan } from '../tables/table-plan.js'
import { attributeParts, FOOTERS_AT_ONCE, type AttributedPart } from './attribute-parts.js'
import {
  archivedKey,
  archiveFolder,
  highestArchive,
  readArchive,
  removeArchive,
  writeManifest,
  type ArchivedPart,
  type ArchiveManifest,
  type DatasetArchive,
} from './dataset-archives.js'
import { forgottenRecords, holdsRecords } from './held-records.js'
import { listPartitions } from './list-partitions.js'
import { mapConcurrently } from './map-concurrently.js'
import { parsePlan, planKey } from './plan-file.js'
import { plannedDatasets } from './planned-datasets.js'
import { inputChanged, isInputChanged, readVersion } from './read-version.js'
import { Receipts } from './receipts.js'

export interface ArchiveDatasetOptions extends StoreOptions {
  /** Say what would be archived, and write nothing. Default false. */
  readonly dryRun?: boolean | undefined
  /** Keys of parts: if the last archive holds all of them as they are now, nothing is to be done. */
  readonly unlessHeld?: readonly string[] | undefined
}

/** A dataset's Parquet in its archive. */
export interface ArchivedDataset {
  readonly dataset: string
  /** `parquet/archive/{dataset}_{n}/` */
  readonly folder: string
  /** `held`: an earlier archive had it already. `planned`: it was a dry run. `nothing`: all is left out. */
  readonly outcome: 'archived' | 'held' | 'planned' | 'nothing'
  readonly parts: number
  readonly sizeBytes: number
  /** Partitions that hold a forgotten record: they are not archived. */
  readonly leftOut: readonly string[]
}

const COPIES_AT_ONCE = 4
const MAX_ATTEMPTS = 100

/**
 * Copy the Parquet of a dataset, all its tables, to `parquet/archive/{dataset}_{n+1}/`. Nothing is removed.
 *
 * A manifest claims the number and lists the parts before the first is copied, and says in the end that all of them are: so runs at the same
 * time make one archive of the same parts, and one that was cut off is finished by the next, or removed where the Parquet has changed since.
 *
 * @throws OptionError `no-parquet` if there is none of this dataset.
 * @throws StoreError `input-changed`, retryable, if the Parquet changes meanwhile: no archive is left.
 */
export async function archiveDataset(store: Store, dataset: string, options: ArchiveDatasetOptions = {}): Promise<ArchivedDataset> {
  const { signal, dryRun = false, unlessHeld } = options
  const found = await partsOf(store, dataset, { signal })
  const wanted = await withoutForgotten(store, dataset, found, { signal })
  for (let attempt = 1; ; attempt++) {
    const number = await highestArchive(store, dataset, { signal })
    const last = number === 0 ? undefined : await readArchive(store, dataset, number, { signal })
    if (unlessHeld && last && holds(last, wanted, unlessHeld)) return describe(last, 'held')
    if (wanted.parts.length === 0) return describe({ folder: archiveFolder(dataset, number + 1), manifest: wanted }, 'nothing')
    if (dryRun) return describe({ folder: archiveFolder(dataset, number + 1), manifest: wanted }, 'planned')
    const isUnfinished = last?.manifest.state === 'begun'
    const canFinish = isUnfinished && JSON.stringify(last.manifest) === JSON.stringify(wanted)
    if (isUnfinished && !canFinish) await removeArchive(store, last, { signal })
    const begun = canFinish ? last : await writeManifest(store, number + 1, wanted, undefined, { signal })
    if (begun) return describe(await copyParts(store, begun, { signal }), 'archived')
    if (attempt === MAX_ATTEMPTS) {
      throw new RegistryError(`Other runs took the number of an archive ${MAX_ATTEMPTS} times`, { code: 'archive-contended', dataset })
    }
  }
}

/** The parts of a dataset in the order of their keys, those among them that its plan does not have any more. */
async function partsOf(store: Store, dataset: string, options: StoreOptions): Promise<AttributedPart[]> {
  const listing = await listPartitions(store, options)
  const parts = await attributeParts(store, listing, await keptPlans(store, dataset, options), options)
  const own = parts.filter((part) => part.dataset === dataset).sort((a, b) => compareCodeUnits(a.info.key, b.info.key))
  if (own.length > 0) return own
  throw new OptionError('There is no Parquet of this dataset', {
    code: 'no-parquet',
    dataset,
    hint: 'Give an identifier such as MotionRecord_v1; `status` lists them.',
  })
}

/** Parts of other datasets whose plan is damaged say themselves whose they are. */
async function keptPlans(store: Store, wanted: string, options: StoreOptions): Promise<TablePlan[]> {
  const plans: TablePlan[] = []
  for (const dataset of await plannedDatasets(store, options)) {
    const bytes = await (await store.get(planKey(dataset), options)).bytes()
    try {
      plans.push(parsePlan(bytes, dataset))
    } catch (error) {
      if (!(error instanceof RegistryError) || dataset === wanted) throw error
    }
  }
  return plans
}

async function withoutForgotten(
  store: Store,
  dataset: string,
  found: readonly AttributedPart[],
  options: StoreOptions,
): Promise<ArchiveManifest> {
  const leftOut = await forgottenPartitions(store, found, options)
  const parts = found
    .filter(({ partition }) => !leftOut.includes(partition))
    .map(({ info: { key, etag, sizeBytes } }): ArchivedPart => ({ key, etag, sizeBytes }))
  return { version: 1, dataset, state: 'begun', parts, leftOut }
}

/** Partitions that hold a forgotten record, since no rebuild has taken it out yet; also those of which that cannot be told. */
async function forgottenPartitions(store: Store, found: readonly AttributedPart[], options: StoreOptions): Promise<string[]> {
  const records = forgottenRecords(await Receipts.open(store, options))
  if (records.size === 0) return []
  const held = await mapConcurrently(found, FOOTERS_AT_ONCE, async ({ partition, info }) =>
    (await holdsRecords(store, info, records, options)) === false ? [] : [partition],
  )
  return [...new Set(held.flat())].sort(compareCodeUnits)
}

/** Whether an archive has those of the wanted parts that have these keys. */
function holds({ manifest }: DatasetArchive, wanted: ArchiveManifest, keys: readonly string[]): boolean {
  const held = new Set(manifest.parts.map(({ key, etag }) => JSON.stringify([key, etag])))
  const asked = wanted.parts.filter(({ key }) => keys.includes(key))
  return manifest.state === 'whole' && asked.every(({ key, etag }) => held.has(JSON.stringify([key, etag])))
}

/** @returns the archive, whole. */
async function copyParts(store: Store, begun: DatasetArchive, options: StoreOptions): Promise<DatasetArchive> {
  const { manifest, folder, number } = begun
  try {
    await mapConcurrently(manifest.parts, COPIES_AT_ONCE, (part) => copyPart(store, part, archivedKey(folder, part.key), options))
    await checkNobodyWasForgotten(store, begun, options)
    const whole = await writeManifest(store, number, { ...manifest, state: 'whole' }, begun.etag, options)
    if (whole) return whole
    // Another run has finished the same, or has seen the Parquet change and removed it.
    throw inputChanged(folder)
  } catch (error) {
    if (!isInputChanged(error)) throw error
    const now = await readArchive(store, manifest.dataset, number, options)
    if (now?.manifest.state === 'whole') return now
    await removeArchive(store, begun, options)
    throw error
  }
}

/** A copy that is there already is whole, and of a run with the same manifest. */
async function copyPart(store: Store, part: ArchivedPart, to: string, { signal }: StoreOptions): Promise<void> {
  if ((await store.head(to, { signal }))?.sizeBytes === part.sizeBytes) return
  const head = await store.head(part.key, { signal })
  if (head?.etag !== part.etag) throw inputChanged(part.key)
  const { contentType, metadata } = head
  const copied = await store.put(to, readVersion(store, part, { signal }).stream(), { contentType, metadata, signal })
  if (copied.sizeBytes === part.sizeBytes) return
  throw new StoreError(`The copy of a part has ${copied.sizeBytes} bytes, not ${part.sizeBytes}`, { code: 'bytes-lost', key: to })
}

/** Whoever forgets looks into archives last, and whoever archives at the receipts: so one of both sees what the other did. */
async function checkNobodyWasForgotten(store: Store, { manifest }: DatasetArchive, options: StoreOptions): Promise<void> {
  const records = forgottenRecords(await Receipts.open(store, options))
  if (records.size === 0) return
  await mapConcurrently(manifest.parts, FOOTERS_AT_ONCE, async (part) => {
    if ((await holdsRecords(store, part, records, options)) !== false) throw inputChanged(part.key)
  })
}

function describe({ folder, manifest }: Pick<DatasetArchive, 'folder' | 'manifest'>, outcome: ArchivedDataset['outcome']): ArchivedDataset {
  const { dataset, parts, leftOut } = manifest
  return { dataset, folder, outcome, parts: parts.length, sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0), leftOut }
}
