import { refreshPartition, type PartitionResult } from '@bridge-downstream/core'
import { findStudy } from '../config/study-place.js'
import { eachAtMost } from './each-at-most.js'
import { describeFailure } from './handler-log.js'
import type { HandlerOptions } from './handler-options.js'
import { deadlineOf, handlerProcess, type CallContext, type HandlerProcess } from './handler-process.js'
import { keptRebuildOptions } from './kept-rebuild-options.js'
import { partitionItem, type PartitionItem } from './partition-item.js'
import { failuresOf, isItemsEvent, isSqsEvent, type ItemsEvent, type SqsEvent, type SqsResult } from './sqs-event.js'
import { UnknownStudyError } from './unknown-study-error.js'

/** What became of the items. Whatever failed can be given again as it stands here. */
export interface PartitionItemsResult {
  readonly rebuilt: number
  readonly removed: number
  /** Nothing was to be done. */
  readonly done: number
  readonly failed: readonly (PartitionItem & { readonly code: string })[]
}

export interface RebuildHandler {
  (event: SqsEvent, context: CallContext): Promise<SqsResult>
  (event: ItemsEvent | PartitionItem, context: CallContext): Promise<PartitionItemsResult>
}

/** Each holds open row groups of every table. */
const PARTITIONS_AT_ONCE = 2

/**
 * Make the Lambda handler that brings the Parquet of single partitions up to their JSON: asked through SQS, by a distributed map, or for one
 * item. Whatever asks more than once of a partition is answered by looking once. See docs/handlers.md.
 */
export function createRebuildHandler(options: HandlerOptions = {}): RebuildHandler {
  const open = handlerProcess(options)
  const rebuildOptionsOf = keptRebuildOptions()
  const handler = async (event: SqsEvent | ItemsEvent | PartitionItem, context: CallContext): Promise<SqsResult | PartitionItemsResult> => {
    const process = { ...(await open()), rebuildOptionsOf }
    process.log.begin(context.awsRequestId)
    const signal = deadlineOf(context)
    try {
      if (isSqsEvent(event)) {
        const outcomes = await refreshAll(
          process,
          event.Records.map(({ body }) => parseBody(body)),
          signal,
        )
        return failuresOf(event.Records.flatMap(({ messageId }, i) => ('code' in outcomes[i]! ? [messageId] : [])))
      }
      const items = isItemsEvent(event) ? event.Items : [event]
      return sumUp(items, await refreshAll(process, items, signal))
    } finally {
      process.metrics.publish()
    }
  }
  return handler as RebuildHandler
}

interface RebuildProcess extends HandlerProcess {
  readonly rebuildOptionsOf: ReturnType<typeof keptRebuildOptions>
}

type Outcome = { readonly result: PartitionResult | undefined } | { readonly code: string }

async function refreshAll(process: RebuildProcess, items: readonly unknown[], signal: AbortSignal): Promise<Outcome[]> {
  const parsed = items.map((item) => partitionItem.safeParse(item).data)
  const groups = Map.groupBy(
    parsed.filter((item) => item !== undefined),
    ({ app, study, dataset, partition }) => JSON.stringify([app, study, dataset, partition]),
  )
  const asked = [...groups].map(([name, group]) => {
    const folders = [...new Set(group.flatMap((item) => item.folders ?? []))]
    return [name, { ...group[0]!, ...(folders.length > 0 ? { folders } : {}) }] as const
  })
  const outcomes = new Map(
    await eachAtMost(asked, PARTITIONS_AT_ONCE, async ([name, item]) => [name, await refresh(process, item, signal)] as const),
  )
  return parsed.map((item) => {
    if (item) return outcomes.get(JSON.stringify([item.app, item.study, item.dataset, item.partition]))!
    process.log.error('failed, to be delivered again', { code: 'bad-item', reason: 'It names no partition of a study.' })
    return { code: 'bad-item' }
  })
}

async function refresh(process: RebuildProcess, item: PartitionItem, signal: AbortSignal): Promise<Outcome> {
  const { config, studies, log, metrics, rebuildOptionsOf } = process
  const { app, study: name, dataset, partition } = item
  const startMs = performance.now()
  try {
    signal.throwIfAborted()
    const study = findStudy(config, app, name)
    if (!study) throw new UnknownStudyError(app, name)
    const result = await refreshPartition(studies.destination(study), item, { ...(await rebuildOptionsOf(studies, study)), signal })
    const seconds = (performance.now() - startMs) / 1000
    log.info('partition', {
      app,
      study: name,
      dataset,
      partition,
      outcome: result?.outcome ?? 'done',
      documents: result?.written.documents ?? 0,
    })
    metrics.add(study, { ...countsOf(result), UnitSeconds: seconds })
    return { result }
  } catch (error) {
    const failure = describeFailure(error)
    log.error('failed, to be delivered again', { app, study: name, dataset, partition, ...failure })
    metrics.add({ app, study: name }, { UnitsFailed: 1 })
    return { code: failure.code }
  }
}

function countsOf(result: PartitionResult | undefined): Parameters<HandlerProcess['metrics']['add']>[1] {
  if (!result) return { PartitionsDoneBefore: 1 }
  if (result.outcome === 'removed') return { PartitionsRemoved: 1 }
  const sum = (of: 'rows' | 'sizeBytes'): number => result.tables.reduce((total, table) => total + table[of], 0)
  const { written, inputs } = result
  return {
    PartitionsRebuilt: 1,
    Documents: written.documents,
    BytesRead: inputs.sizeBytes,
    Rows: sum('rows'),
    BytesWritten: sum('sizeBytes'),
  }
}

function sumUp(items: readonly unknown[], outcomes: readonly Outcome[]): PartitionItemsResult {
  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []))
  return {
    rebuilt: results.filter((result) => result?.outcome === 'rebuilt').length,
    removed: results.filter((result) => result?.outcome === 'removed').length,
    done: results.filter((result) => result === undefined).length,
    failed: outcomes.flatMap((outcome, i) => ('code' in outcome ? [{ ...(items[i] as PartitionItem), code: outcome.code }] : [])),
  }
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Told of as an item that names no partition.
    return undefined
  }
}
