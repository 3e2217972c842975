import type { ArchiveLimits, ArchiveSource } from '../archive/archive.js'
import { readDocuments } from '../documents/read-documents.js'
import { ArchiveError } from '../errors.js'
import type { JsonValue } from '../json/json-value.js'
import type { ParseOptions } from '../json/parse-json.js'
import { createGrouping, toBuckets, type Bucket, type BucketDocumentsOptions } from './bucket-documents.js'
import { collectSources } from './collect-sources.js'
import type { LedgerItem } from './ledger.js'
import { openSource, type OpenedSource } from './open-source.js'
import { isInputFault, readEntry } from './read-entry.js'
import { recordIdOf } from './survey.js'

export interface BucketSourcesOptions extends BucketDocumentsOptions {
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
  /** A key that stands twice in one object: an error (default), or the last one wins. */
  readonly duplicateKeys?: ParseOptions['duplicateKeys']
  readonly signal?: AbortSignal | undefined
}

/** The buckets of all documents that archives hold, and what could not be read. */
export interface SourceBuckets {
  readonly buckets: readonly Bucket[]
  /** Archives and entries that are quarantined; nothing of them is in a bucket. */
  readonly leftOut: readonly LedgerItem[]
}

/**
 * Sort the documents of all JSON entries of all archives into buckets, by their structure alone ({@link bucketDocuments}).
 *
 * A document's name is its file's, or `archive.zip/entry.json` in a ZIP archive. Where an entry holds several documents that fall into
 * different buckets, `#` and the position follow, from 0; where they are all in one bucket, the name stands there once.
 */
export async function bucketSources(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
  options: BucketSourcesOptions = {},
): Promise<SourceBuckets> {
  const grouping = createGrouping(options)
  const names = new EntryNames()
  const leftOut: LedgerItem[] = []
  const add = (path: string, documents: readonly JsonValue[]): void => {
    for (const document of documents) grouping.add(document)
    names.add(path, documents.length)
  }
  for (const source of await collectSources(sources)) {
    options.signal?.throwIfAborted()
    await readSource(await openSource(source, options.archiveLimits), options, add, leftOut)
  }
  return {
    buckets: toBuckets(
      grouping,
      (document) => names.nameOf(document),
      (documents) => names.namesOf(documents),
    ),
    leftOut,
  }
}

/** Names of documents by the entries they are from. */
class EntryNames {
  readonly #entries: { readonly path: string; readonly start: number; readonly count: number }[] = []
  /** By document: its entry. */
  readonly #entryOf: number[] = []

  /** The next documents are from this entry. */
  add(path: string, count: number): void {
    const start = this.#entryOf.length
    for (let i = 0; i < count; i++) this.#entryOf.push(this.#entries.length)
    this.#entries.push({ path, start, count })
  }

  nameOf(document: number): string {
    const { path, start, count } = this.#entries[this.#entryOf[document]!]!
    return count === 1 ? path : `${path}#${document - start}`
  }

  /** Names of documents that stand together: an entry once, where all its documents are among them. */
  namesOf(documents: readonly number[]): string[] {
    const byEntry = Map.groupBy(documents, (document) => this.#entryOf[document]!)
    return [...byEntry].flatMap(([entry, own]) => {
      const { path, count } = this.#entries[entry]!
      return own.length === count ? [path] : own.map((document) => this.nameOf(document))
    })
  }
}

async function readSource(
  opened: OpenedSource,
  { duplicateKeys }: BucketSourcesOptions,
  add: (path: string, documents: readonly JsonValue[]) => void,
  leftOut: LedgerItem[],
): Promise<void> {
  const { source } = opened
  const { name: archive } = source
  const leaveOut = (error: unknown, entry?: string): void => {
    if (!isInputFault(error)) throw error
    const { code, reason } = error
    leftOut.push({ archive, recordId: recordIdOf(source), entry, outcome: 'quarantined', code, reason, documents: 0, leaves: 0 })
  }
  try {
    const { entries, format } = opened.open()
    if (entries.length === 0) throw new ArchiveError('The archive is empty', { code: 'empty-archive', archive })
    for (const entry of entries) {
      try {
        const content = await readEntry(entry, archive, format)
        if (content.outcome === 'skipped') continue
        // All documents of an entry or none: so that a fault in the last one is met before the first counts.
        const documents = [...readDocuments(content.bytes, { archive, entry: entry.path }, { duplicateKeys })]
        add(format === 'zip' ? `${archive}/${entry.path}` : archive, documents)
      } catch (error) {
        leaveOut(error, entry.path)
      }
    }
  } catch (error) {
    leaveOut(error)
  }
}
