import { ArchiveError, BridgeDownstreamError, StoreError } from '../errors.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { openPart, type PartReader } from '../parquet/read-table.js'
import type { Store } from '../store/store.js'
import type { RowBatch } from '../tables/table-rows.js'
import type { PlanSlice } from '../tables/plan-slices.js'
import { rebuildDocuments, type RebuiltDocument } from '../tables/rebuild-documents.js'
import type { Table, TablePlan } from '../tables/table-plan.js'
import { DatasetParts, type WrittenParts } from './dataset-parts.js'

const PART = /(?:^|\/)part-\d{5}\.parquet$/
/** A part of an archived dataset, seen from above its archive. */
const ARCHIVED_PART = /(?:^|\/)archive\/[^/=]+_\d+\/[^/=]+\//

/** A dataset as it lies in a store: its plan, and the keys of its parts in their order. */
export interface StoredDataset {
  /** `{Name}_v{version}` */
  readonly dataset: string
  /**
   * Where partitions have other plans, since one was extended: the one with the most columns.
   *
   * @throws OptionError `incomplete-plan` if a table is missing.
   */
  readonly plan: TablePlan
  /** Keys of parts by table name. */
  readonly parts: ReadonlyMap<string, readonly string[]>
  /**
   * The documents it was made from, each by the plan that its partition was written with.
   *
   * @throws ArchiveError `rows-missing` or `rows-left-over`, before the first one of a partition, if it has other rows than were written;
   * `bad-parquet`.
   * @throws OptionError `incomplete-plan` if it lacks a table.
   */
  documents(options?: FaultOptions): AsyncGenerator<RebuiltDocument, void, undefined>
}

export interface FaultOptions {
  /** Told of a part, or a partition, that is not whole, damaged or foreign; the others go on. Without it that is thrown. */
  readonly onFault?: ((error: BridgeDownstreamError) => void) | undefined
}

/**
 * Find the datasets whose parts lie in a store. The plan is read from the parts themselves, so nothing else is needed. Archived datasets are
 * left out; one is opened in a store whose root is its archive.
 *
 * @throws ArchiveError `foreign-part` for a part that does not say how it was planned; `bad-parquet`.
 */
export async function openDatasets(store: Store, { onFault }: FaultOptions = {}): Promise<StoredDataset[]> {
  const datasets = new Map<string, DatasetParts>()
  const slices = new Map<string, PlanSlice>()
  for await (const { key } of store.list()) {
    if (!PART.test(key) || ARCHIVED_PART.test(key)) continue
    try {
      const part = await openStored(store, key)
      const slice = readSlice(part, key, slices)
      const dataset = datasets.get(slice.dataset) ?? new DatasetParts()
      datasets.set(slice.dataset, dataset)
      dataset.add(slice, key, part)
    } catch (error) {
      tell(error, onFault)
    }
  }
  return [...datasets]
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([dataset, parts]) => ({
      dataset,
      get plan() {
        return parts.largestPlan()
      },
      parts: parts.keys,
      documents: (options) => documentsOf(store, parts, options),
    }))
}

async function* documentsOf(
  store: Store,
  { written }: DatasetParts,
  { onFault }: FaultOptions = {},
): AsyncGenerator<RebuiltDocument, void, undefined> {
  for (const parts of written) {
    try {
      yield* documentsOfParts(store, parts)
    } catch (error) {
      tell(error, onFault)
    }
  }
}

/** A store that fails says nothing of what it holds: that is thrown. */
function tell(error: unknown, onFault: FaultOptions['onFault']): void {
  if (!onFault || !(error instanceof BridgeDownstreamError) || error instanceof StoreError) throw error
  onFault(error)
}

function documentsOfParts(store: Store, parts: WrittenParts): AsyncGenerator<RebuiltDocument, void, undefined> {
  parts.check()
  const { plan } = parts
  const tables = plan.tables.map((table) => [table.name, rowGroups(store, table, parts.keys.get(table.name) ?? [])] as const)
  return rebuildDocuments(new Map(tables), plan)
}

async function* rowGroups(store: Store, table: Table, keys: readonly string[]): AsyncGenerator<RowBatch, void, undefined> {
  for (const key of keys) yield* (await openStored(store, key)).rowGroups(table)
}

/** Reads ranges, so that a large part is never in memory as a whole. */
async function openStored(store: Store, key: string): Promise<PartReader> {
  const head = await store.head(key)
  const slice = async (start: number, end?: number): Promise<ArrayBuffer> => {
    if (end !== undefined && end <= start) return new ArrayBuffer(0)
    const object = await store.get(key, { range: { start, end: end === undefined ? undefined : end - 1 } })
    const bytes = await object.bytes()
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  }
  return openPart({ byteLength: head?.sizeBytes ?? 0, slice }, { name: key })
}

/** @param known by their text: those of all partitions are mostly the same. */
function readSlice(part: PartReader, key: string, known: Map<string, PlanSlice>): PlanSlice {
  const text = part.metadata.get('relationalize.plan')
  if (text !== undefined) {
    const slice = known.get(text) ?? (JSON.parse(text) as PlanSlice)
    known.set(text, slice)
    return slice
  }
  throw new ArchiveError('A Parquet file does not say how its table was planned', {
    code: 'foreign-part',
    archive: key,
    hint: 'Only parts that this library has written can be rebuilt; move other files away.',
  })
}
