import type { ArchiveSource } from '../archive/archive.js'
import { UNEXPECTED } from '../columns/entry-road.js'
import { datasetIdentifiers, entryName } from '../datasets/dataset-names.js'
import { readInBlocks } from '../documents/stream-documents.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { digestingHex } from '../names/digest.js'
import { fingerprint } from '../schema/fingerprint.js'
import type { Schema } from '../schema/schema.js'
import { planTables } from '../tables/plan-tables.js'
import { digestOrigins, entryContext, injectedOf, progressCounter } from './archive-entries.js'
import { DatasetAtOnce, type AtOnceSizes, type EntryPart } from './dataset-at-once.js'
import { DatasetWriter } from './dataset-writer.js'
import { drawUpLedger } from './draw-up-ledger.js'
import type { Ledger, LedgerItem } from './ledger.js'
import { openSource } from './open-source.js'
import type { OpenPartOutput } from './part-output.js'
import { isInputFault, readEntry } from './read-entry.js'
import type { RelationalizeOptions } from './relationalize-options.js'
import { isStreamed, readText, type StreamedSource } from './streamed-source.js'
import { recordIdOf } from './survey.js'

/** Bytes that may be kept for all datasets together until they are planned. */
const MOST_SAMPLE_BYTES = 16 * 1024 ** 2

/** What is rare, such as the first null of a field, is often among the first megabytes, but not among the first two. */
const ATTEMPTS: readonly AtOnceSizes[] = [
  { sampleBytes: 2 * 1024 ** 2, checkedBytes: 1024 ** 2 },
  { sampleBytes: 8 * 1024 ** 2, checkedBytes: 1024 ** 2 },
]

type Draft = { -readonly [K in keyof LedgerItem]: LedgerItem[K] }

export interface AtOnceOptions {
  /** Whether all parts are in memory until they are whole: no part may be full then, since none is closed before the end. */
  readonly holdsParts?: boolean
  /** One for each attempt, with ever larger samples. */
  readonly attempts?: readonly AtOnceSizes[]
}

/** Whether it is worth trying: what must be known of all archives first makes reading twice the only way. */
export function mayWriteAtOnce(archives: readonly ArchiveSource[], options: RelationalizeOptions): boolean {
  const { road, overrides = {}, duplicateKeys } = options
  const records = new Set(archives.map(recordIdOf))
  return road !== 'reference' && Object.keys(overrides).length === 0 && duplicateKeys !== 'last' && records.size === archives.length
}

/**
 * Read archives once: plan the tables of each dataset by its first documents and write, while all others are checked to change nothing of the
 * plan. Where they do so soon, it is begun anew with more documents to plan by. The outcome is the same as that of reading twice, byte for byte.
 *
 * @returns undefined if it cannot be done, since something is bad, or the first documents did not tell: nothing is written then.
 */
export async function* writeAtOnce(
  archives: readonly ArchiveSource[],
  openOutput: OpenPartOutput,
  options: RelationalizeOptions,
  { holdsParts = false, attempts = ATTEMPTS }: AtOnceOptions = {},
): AsyncGenerator<void, Ledger | undefined, undefined> {
  for (const [i, sizes] of attempts.entries()) {
    const job = new AtOnceJob(archives, openOutput, options, { holdsParts, sizes })
    try {
      for (const source of archives) {
        options.signal?.throwIfAborted()
        await job.add(source)
        yield
      }
      return await job.finish()
    } catch (error) {
      await job.discard()
      if (error !== UNEXPECTED && !isInputFault(error)) throw error
      const next = attempts[i + 1]
      if (error !== UNEXPECTED || !next || !job.mayGoBy(next)) return undefined
    }
  }
  return undefined
}

class AtOnceJob {
  readonly #archives: readonly ArchiveSource[]
  readonly #openOutput: OpenPartOutput
  readonly #options: RelationalizeOptions
  readonly #datasets = new Map<string, DatasetAtOnce>()
  /** Identifiers that plans were made with. */
  readonly #identifiers = new Map<string, string>()
  readonly #found: { source: ArchiveSource; digest: string; items: Draft[] }[] = []
  readonly #isRead: () => void
  readonly #holdsParts: boolean
  readonly #sizes: AtOnceSizes
  #readBytes = 0

  constructor(
    archives: readonly ArchiveSource[],
    openOutput: OpenPartOutput,
    options: RelationalizeOptions,
    { holdsParts, sizes }: { readonly holdsParts: boolean; readonly sizes: AtOnceSizes },
  ) {
    this.#archives = archives
    this.#holdsParts = holdsParts
    this.#sizes = sizes
    this.#openOutput = openOutput
    this.#options = options
    this.#isRead = progressCounter('survey', archives.length, options)
  }

  async add(source: ArchiveSource): Promise<void> {
    const items: Draft[] = []
    const digest = isStreamed(source) ? await this.#addStream(source, items) : await this.#addArchive(source, items)
    this.#found.push({ source, digest, items })
    this.#isRead()
  }

  async finish(): Promise<Ledger> {
    const finished = new Map<string, { readonly writer: DatasetWriter; readonly schema: Schema }>()
    for (const [name, dataset] of this.#datasets) finished.set(name, await dataset.finish())
    const identifiers = this.#identify()
    for (const [name, identifier] of this.#identifiers) if (identifiers.get(name) !== identifier) throw UNEXPECTED
    for (const item of this.#found.flatMap(({ items }) => items)) {
      if (item.outcome === 'written') item.dataset = identifiers.get(entryName(item.entry!))
    }
    const datasets = [...finished].map(([name, { writer, schema }]) => ({ identifier: identifiers.get(name)!, writer, schema }))
    datasets.sort((a, b) => compareCodeUnits(a.identifier, b.identifier))
    const isWritten = progressCounter('tables', this.#archives.length, this.#options)
    for (const { identifier, writer, schema } of datasets) {
      writer.origin = { fingerprint: fingerprint(schema, 'exact'), inputs: digestOrigins(this.#found, identifier) }
      await writer.finish()
    }
    for (const _ of this.#archives) isWritten()
    return drawUpLedger(
      { archives: this.#found },
      datasets.map(({ writer }) => writer),
    )
  }

  /** Whether what was unexpected came so soon after tables were planned that it would be among the sample. */
  mayGoBy({ sampleBytes }: AtOnceSizes): boolean {
    const isPlanned = [...this.#datasets.values()].some(({ writer }) => writer)
    return isPlanned && this.#readBytes <= sampleBytes
  }

  async discard(): Promise<void> {
    for (const { writer } of this.#datasets.values()) await writer?.discard()
  }

  async #addStream(source: StreamedSource, items: Draft[]): Promise<string> {
    const entry = entryName(source.name)
    const { originOf, parseOf } = entryContext(source, this.#options)
    const item = this.#begin(source, entry, items)
    const injected = injectedOf(this.#options).values(source, recordIdOf(source))
    const dataset = this.#dataset(entry)
    let digest = ''
    let position = 0
    const parse = parseOf(entry)
    // What holds an archive, against its name, is told by reading twice.
    const text = readText(source, () => UNEXPECTED)
    const chunks = digestingHex(text, (hex) => (digest = hex))
    // The place of a fault is told by reading twice.
    const blocks = readInBlocks(chunks, parse.place, parse, (bytes, block) => ({ bytes, block }), false)
    for await (const { bytes, block } of blocks) {
      const first = { ...originOf(entry, 0), position }
      position += await this.#write(dataset, { bytes, isReused: true, first, injected, parse: block, count: counting(item) })
    }
    return digest
  }

  async #addArchive(source: ArchiveSource, items: Draft[]): Promise<string> {
    const opened = await openSource(source, this.#options.archiveLimits)
    const { originOf, parseOf } = entryContext(source, this.#options)
    const injected = injectedOf(this.#options).values(source, recordIdOf(source))
    const { entries, format } = opened.open()
    // What is bad is told by reading twice.
    if (entries.length === 0) throw UNEXPECTED
    for (const [i, entry] of entries.entries()) {
      const item = this.#begin(source, entry.path, items)
      this.#options.onEntry?.({ phase: 'survey', archive: source.name, entry: entry.path, entries: i, total: entries.length })
      const content = await readEntry(entry, source.name, format)
      if (content.outcome === 'skipped') {
        Object.assign(item, content)
        continue
      }
      const part: EntryPart = {
        bytes: content.bytes,
        isReused: false,
        first: originOf(entry.path, entry.ordinal),
        injected,
        parse: parseOf(entry.path),
        count: counting(item),
      }
      await this.#write(this.#dataset(entryName(entry.path)), part)
    }
    return opened.digest()
  }

  async #write(dataset: DatasetAtOnce, part: EntryPart): Promise<number> {
    this.#readBytes += part.bytes.length
    const documents = await dataset.add(part)
    if (this.#holdsParts && dataset.writer && dataset.writer.tables.length > 0) throw UNEXPECTED
    return documents
  }

  #begin(source: ArchiveSource, entry: string, items: Draft[]): Draft {
    const item: Draft = { archive: source.name, recordId: recordIdOf(source), documents: 0, leaves: 0, entry, outcome: 'written' }
    items.push(item)
    return item
  }

  #dataset(name: string): DatasetAtOnce {
    const known = this.#datasets.get(name)
    if (known) return known
    const kept = [...this.#datasets.values()].reduce((sum, { sampleBytes }) => sum + sampleBytes, 0)
    if (kept > MOST_SAMPLE_BYTES) throw UNEXPECTED
    const { maxDepth, maps, mapOverrides } = this.#options
    const dataset = new DatasetAtOnce({ maxDepth, maps, mapOverrides }, (schema) => this.#plan(name, schema), this.#sizes)
    this.#datasets.set(name, dataset)
    return dataset
  }

  #plan(name: string, schema: Schema): ReturnType<ConstructorParameters<typeof DatasetAtOnce>[1]> {
    const dataset = this.#identifiers.get(name) ?? this.#identify().get(name)!
    this.#identifiers.set(name, dataset)
    const { convention, tableLimits } = this.#options
    const plan = planTables(schema, { dataset, convention, injected: injectedOf(this.#options).columns, limits: tableLimits })
    return { plan, writer: () => new DatasetWriter(plan, undefined, this.#openOutput, this.#options) }
  }

  /** Identifiers by the names that are known now. */
  #identify(): Map<string, string> {
    return datasetIdentifiers([...this.#datasets.keys()].sort(compareCodeUnits))
  }
}

function counting(item: Draft): EntryPart['count'] {
  return (documents, leaves) => {
    item.documents += documents
    item.leaves += leaves
  }
}
