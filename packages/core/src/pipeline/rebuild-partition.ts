import { UNEXPECTED } from '../columns/entry-road.js'
import { countLeaves } from '../json/count-leaves.js'
import { compareUtf8 } from '../store/keys.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { Table } from '../tables/table-plan.js'
import { commitMarker, digestInputs } from './commit-marker.js'
import { DatasetWriter } from './dataset-writer.js'
import { digestPlan } from './partition-digests.js'
import { LineReader } from './partition-line.js'
import type { RebuildPartitionOptions } from './partition-options.js'
import { PartitionParts } from './partition-parts.js'
import { checkPartitionResult, NOTHING_WRITTEN, type PartitionResult } from './partition-result.js'
import type { PartitionWork } from './partition-work.js'
import type { DatasetPlan } from './plan-dataset.js'
import { openInput } from './read-input.js'
import { isInputFault } from './read-entry.js'
import { surveyPartition, type PartitionSurvey } from './survey-partition.js'
import { mayWriteOnce, writePartitionOnce } from './write-partition-once.js'

/**
 * Make the Parquet of one partition from its JSON: in the order of the objects' keys, and of the lines within each. The bytes are a function
 * of inputs, plan and options.
 *
 * A partition with a bad line stays as it was. Of the parts, the last one of the root table is written last; it says what the whole partition
 * consists of, so whatever stops a rebuild, the next one sees it. Parts that are no longer needed are removed after that.
 *
 * The inputs are read once where they are as unpacking writes them, and no part is closed before that has ended well; else they are read twice:
 * first to find what is wrong with them, then to write. Memory holds a block of one object and an open row group for each table; with
 * de-duplication or deletions, also their distinct keys.
 *
 * @throws DocumentParseError for a line that is no document of the dataset, with key and line.
 * @throws StoreError `input-changed` if an input is no longer what was listed; `same-entry-twice`.
 * @throws LedgerError if the partition does not add up; it is not taken for whole then.
 */
export async function rebuildPartition(
  store: Store,
  work: PartitionWork,
  plan: DatasetPlan,
  options: RebuildPartitionOptions,
): Promise<PartitionResult> {
  if (mayWriteOnce(work, options)) {
    try {
      return await writePartition(store, work, plan, options, {
        closesParts: false,
        fill: async (writer) => ({ ...LEFT_NOTHING_OUT, in: await writePartitionOnce(store, work, writer, options) }),
      })
    } catch (error) {
      if (error !== UNEXPECTED && !isInputFault(error)) throw error
    }
  }
  const survey = await surveyPartition(store, work, options)
  const { documents, leaves } = survey
  return writePartition(store, work, plan, options, {
    closesParts: true,
    fill: async (writer) => ({ ...(await writeDocuments(store, survey, writer, options)), in: { documents, leaves } }),
  })
}

/** What came in, and what of it is not to be written. */
type ReadCounts = Pick<PartitionResult, 'in' | 'duplicates' | 'deleted'>

const LEFT_NOTHING_OUT: Pick<ReadCounts, 'duplicates' | 'deleted'> = {
  duplicates: NOTHING_WRITTEN.duplicates,
  deleted: NOTHING_WRITTEN.deleted,
}

interface Filling {
  /** Whether a part may be closed when it is full: nothing can turn out to be wrong any more. */
  readonly closesParts: boolean
  /** Write the partition's documents. */
  readonly fill: (writer: DatasetWriter) => Promise<ReadCounts>
}

async function writePartition(
  store: Store,
  work: PartitionWork,
  plan: DatasetPlan,
  options: RebuildPartitionOptions,
  { closesParts, fill }: Filling,
): Promise<PartitionResult> {
  const digests = { inputs: digestInputs(work.inputs, work.deletions), plan: digestPlan(plan, options) }
  const parts = new PartitionParts(store, work.partition, options)
  const origin = {
    fingerprint: plan.fingerprint ?? undefined,
    inputs: digests.inputs,
    further: ({ name }: Table) => ({ 'relationalize.table': name, 'relationalize.partition': work.partition }),
  }
  const writer = new DatasetWriter(plan.plan, closesParts ? origin : undefined, parts.open, options)
  const root = plan.plan.tables[0]!.name
  try {
    const read = await fill(writer)
    if (!closesParts) writer.origin = origin
    const counts = { ...read, written: { documents: writer.documents, ...writer.leaves } }
    await writer.finish(() => {
      const tables = [{ table: root, kind: 'root', rows: writer.rowsOf(root), parts: 0, sizeBytes: 0 }] as const
      checkPartitionResult({ ...describe(work), ...counts, tables }, work.dataset)
      return commitMarker(digests, parts.written, root)
    })
    const tables = plan.plan.tables.flatMap(({ name, kind }) => {
      const own = parts.written.filter(({ table }) => table === name)
      const sum = (of: 'rows' | 'sizeBytes'): number => own.reduce((total, part) => total + part[of], 0)
      return own.length === 0 ? [] : [{ table: name, kind, rows: sum('rows'), parts: own.length, sizeBytes: sum('sizeBytes') }]
    })
    const kept = new Set(parts.written.map(({ key }) => key))
    const removed = await removeParts(
      store,
      work.parts.filter((key) => !kept.has(key)),
      options,
    )
    return { ...describe(work), ...counts, tables, removed }
  } catch (error) {
    await parts.abandon(error)
    await writer.abandon()
    throw error
  }
}

/** Remove the parts of a partition that has no inputs any more. */
export async function removePartition(store: Store, work: PartitionWork, options: StoreOptions): Promise<PartitionResult> {
  const { dataset, partition, reason } = work
  const removed = await removeParts(store, work.parts, options)
  return { dataset, partition, outcome: 'removed', reason, ...NOTHING_WRITTEN, removed }
}

async function removeParts(store: Store, keys: readonly string[], { signal }: StoreOptions): Promise<string[]> {
  const sorted = keys.toSorted(compareUtf8)
  for (const key of sorted) await store.delete(key, { signal })
  return sorted
}

async function writeDocuments(
  store: Store,
  survey: PartitionSurvey,
  writer: DatasetWriter,
  options: RebuildPartitionOptions,
): Promise<Pick<ReadCounts, 'duplicates' | 'deleted'>> {
  const lines = new LineReader(options.fields)
  const leftOut = { duplicate: { documents: 0, leaves: 0 }, deleted: { documents: 0, leaves: 0 } }
  let ordinal = 0
  for (const { entry, ...input } of survey.inputs) {
    const { documents } = await openInput(store, input, lines, options.signal)
    for await (const read of documents()) {
      const { recordId, position, document: value, injected } = read
      const fate = survey.fateOf(read, ordinal++)
      if (fate === 'written') {
        writer.add({ recordId, entry: entry.path, entryOrdinal: entry.ordinal, position, value }, injected)
        if (writer.isBusy) await writer.settle()
      } else {
        leftOut[fate].documents++
        leftOut[fate].leaves += countLeaves(value)
      }
    }
  }
  return { duplicates: leftOut.duplicate, deleted: leftOut.deleted }
}

function describe({
  dataset,
  partition,
  reason,
  inputs,
}: PartitionWork): Pick<PartitionResult, 'dataset' | 'partition' | 'outcome' | 'reason' | 'inputs'> {
  return {
    dataset,
    partition,
    outcome: 'rebuilt',
    reason,
    inputs: { objects: inputs.length, sizeBytes: inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
  }
}
