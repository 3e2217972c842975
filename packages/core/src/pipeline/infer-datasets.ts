import type { ArchiveSource } from '../archive/archive.js'
import type { Schema } from '../schema/schema.js'
import { collectSources } from './collect-sources.js'
import type { LedgerItem } from './ledger.js'
import type { RelationalizeOptions } from './relationalize-options.js'
import { survey } from './survey.js'

/** The schema of one dataset, and what was left out on the way to it. */
export interface InferredDatasets {
  /** In the order of their identifiers. */
  readonly datasets: readonly { readonly dataset: string; readonly schema: Schema }[]
  readonly items: readonly LedgerItem[]
}

export type InferDatasetsOptions = Pick<
  RelationalizeOptions,
  'archiveLimits' | 'duplicateKeys' | 'maxDepth' | 'maps' | 'mapOverrides' | 'quarantine' | 'onEntry' | 'signal'
>

/** The datasets that archives hold, each with the schema of all its documents; nothing is written. */
export async function inferDatasets(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
  options: InferDatasetsOptions = {},
): Promise<InferredDatasets> {
  const { maxDepth, maps, mapOverrides, duplicateKeys, archiveLimits, quarantine, onEntry, signal } = options
  const found = await survey(await collectSources(sources), {
    limits: archiveLimits ?? {},
    parse: { duplicateKeys },
    infer: { maxDepth, maps, mapOverrides },
    quarantine: quarantine ?? 'entry',
    onEntry,
    signal,
  })
  return {
    datasets: found.datasets.map(({ identifier, inference }) => ({ dataset: identifier, schema: inference.schema() })),
    items: found.archives.flatMap(({ items }) => items),
  }
}
