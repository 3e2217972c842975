import { baseName } from '../archive/base-name.js'
import { OptionError } from '../errors.js'
import { countLeaves } from '../json/count-leaves.js'
import { ownText } from '../json/own-text.js'
import { compareUtf8 } from '../store/keys.js'
import type { Store } from '../store/store.js'
import type { Path } from '../tables/table-plan.js'
import { documentKey, parseFieldPath, valueAt } from './document-key.js'
import { LatestDocuments } from './latest-documents.js'
import { LineReader } from './partition-line.js'
import type { DatasetRules, RebuildPartitionOptions } from './partition-options.js'
import type { PartitionInput, PartitionWork } from './partition-work.js'
import { openInput, type InputDocument, type InputEntry } from './read-input.js'
import { settleEntries, type InputOrigin } from './settle-entries.js'

/** What becomes of a document: it is written, or left out. */
export type DocumentFate = 'written' | 'duplicate' | 'deleted'

/** What a first reading of a partition's inputs found. */
export interface PartitionSurvey {
  /** By key. */
  readonly inputs: readonly (PartitionInput & { readonly entry: InputEntry })[]
  readonly documents: number
  /** Scalar values of the documents, null and injected fields apart. */
  readonly leaves: number
  /** @param ordinal place of the document in the partition, from 0. */
  fateOf(document: InputDocument, ordinal: number): DocumentFate
}

/**
 * Read the inputs of a partition for the first time: everything that could be wrong with them is found before anything is written, what
 * came in is counted, and of equal keys it is settled which document is kept.
 *
 * @throws DocumentParseError for a line that is no document, with key and line.
 */
export async function surveyPartition(store: Store, work: PartitionWork, options: RebuildPartitionOptions): Promise<PartitionSurvey> {
  const lines = new LineReader(options.fields)
  const { deduplicate, deletions } = compileRules(options, work.dataset)
  const deleted = deletions ? await readDeletions(store, work, deletions.key, options) : new Set<string>()
  const isDeleted = ({ line }: InputDocument): boolean => {
    const key = deletions && documentKey(line, deletions.key)
    return key !== undefined && deleted.has(key)
  }
  const latest = new LatestDocuments()
  const inputs = work.inputs.toSorted((a, b) => compareUtf8(a.key, b.key))
  const origins: InputOrigin[] = []
  let documents = 0
  let leaves = 0
  for (const input of inputs) {
    const { entry, documents: read } = await openInput(store, input, lines, options.signal)
    const recordIds = new Set<string>()
    for await (const document of read()) {
      if (!recordIds.has(document.recordId)) recordIds.add(ownText(document.recordId))
      leaves += countLeaves(document.document)
      const key = deduplicate && !isDeleted(document) ? documentKey(document.line, deduplicate.key) : undefined
      if (key !== undefined) latest.add(key, deduplicate!.latestBy && valueAt(document.line, deduplicate!.latestBy), documents)
      documents++
    }
    origins.push({ key: input.key, fileName: baseName(input.key), entry, recordIds })
  }
  const entries = settleEntries(origins)
  const winners = latest.winners()
  return {
    inputs: inputs.map((input, i) => ({ ...input, entry: entries[i]! })),
    documents,
    leaves,
    fateOf: (document, ordinal) => {
      if (isDeleted(document)) return 'deleted'
      const hasKey = deduplicate && documentKey(document.line, deduplicate.key) !== undefined
      return hasKey && !winners.has(ordinal) ? 'duplicate' : 'written'
    },
  }
}

async function readDeletions(
  store: Store,
  work: PartitionWork,
  paths: readonly Path[],
  options: RebuildPartitionOptions,
): Promise<Set<string>> {
  const lines = new LineReader(options.fields)
  const keys = new Set<string>()
  for (const input of work.deletions) {
    const { documents } = await openInput(store, input, lines, options.signal)
    for await (const { line } of documents()) {
      const key = documentKey(line, paths)
      if (key !== undefined) keys.add(key)
    }
  }
  return keys
}

interface CompiledRules {
  readonly deduplicate: { readonly key: readonly Path[]; readonly latestBy: Path | undefined } | undefined
  readonly deletions: { readonly key: readonly Path[] } | undefined
}

/** @throws OptionError `bad-key` for rules without a key, or with a path through arrays or maps. */
export function compileRules({ deduplicate, deletions }: DatasetRules, dataset: string): CompiledRules {
  const compileKey = (key: readonly string[]): Path[] => {
    if (key.length === 0) throw new OptionError('A rule has a key without fields', { code: 'bad-key', dataset })
    return key.map((field) => compilePath(field, dataset))
  }
  return {
    deduplicate: deduplicate && {
      key: compileKey(deduplicate.key),
      latestBy: deduplicate.latestBy === undefined ? undefined : compilePath(deduplicate.latestBy, dataset),
    },
    deletions: deletions && { key: compileKey(deletions.key) },
  }
}

function compilePath(field: string, dataset: string): Path {
  const path = parseFieldPath(field)
  if (path) return path
  throw new OptionError(`The key field ${JSON.stringify(field)} is no name, and no path of names`, {
    code: 'bad-key',
    dataset,
    hint: 'Write a field of the document: ParticipantIdentifier, $.device.id, $["a key"].',
  })
}
