import type { ArchiveLimits, ArchiveSource } from '../archive/archive.js'
import { datasetIdentifiers, entryName } from '../datasets/dataset-names.js'
import { readDocuments } from '../documents/read-documents.js'
import { readInBlocks, streamDocuments } from '../documents/stream-documents.js'
import { ArchiveError, type ErrorPlace } from '../errors.js'
import { digestingHex } from '../names/digest.js'
import { compareCodeUnits } from '../names/compare-code-units.js'
import { countLeaves } from '../json/count-leaves.js'
import type { ParseOptions } from '../json/parse-json.js'
import { SchemaInference, type InferOptions } from '../schema/infer-schema.js'
import type { LedgerItem } from './ledger.js'
import { openSource, type OpenedSource } from './open-source.js'
import { isInputFault, readEntry } from './read-entry.js'
import type { EntryProgress } from './relationalize-options.js'
import { isStreamed, readText, type StreamedSource } from './streamed-source.js'

export interface SurveyOptions {
  readonly limits: Partial<ArchiveLimits>
  readonly parse: ParseOptions
  readonly infer: InferOptions
  /** What a bad entry takes with it: only itself, or the whole record. */
  readonly quarantine: 'entry' | 'record'
  readonly onArchive?: ((archive: string) => void) | undefined
  readonly onEntry?: ((progress: EntryProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the first pass over the sources found. */
export interface Survey {
  /** In the order of the sources. */
  readonly archives: readonly SurveyedArchive[]
  /** In the order of their identifiers. */
  readonly datasets: readonly SurveyedDataset[]
}

export interface SurveyedDataset {
  readonly identifier: string
  readonly entryName: string
  readonly inference: SchemaInference
}

type Draft = { -readonly [K in keyof LedgerItem]: LedgerItem[K] }

/** Read every document once: find what is bad, and infer the schema of each dataset from what is good. */
export async function survey(sources: readonly ArchiveSource[], options: SurveyOptions): Promise<Survey> {
  const inferences = new Map<string, SchemaInference>()
  const records = new Map<string, RecordArchive>()
  const archives: (Pick<SurveyedArchive, 'source' | 'digest' | 'scanned' | 'inChunks'> & { items: Draft[] })[] = []
  for (const source of sources) {
    options.signal?.throwIfAborted()
    const surveyed = await surveySource(source, options)
    const earlier = records.get(recordIdOf(source))
    const { items, good, digest, scanned, inChunks } = earlier ? withoutDuplicate(surveyed, earlier) : surveyed
    if (!earlier) records.set(recordIdOf(source), { name: source.name, digest })
    archives.push({ source, digest, items, scanned, inChunks })
    for (const { name, inference } of good) {
      const known = inferences.get(name)
      if (known) known.merge(inference)
      else inferences.set(name, inference)
    }
    options.onArchive?.(source.name)
  }
  const identifiers = datasetIdentifiers([...inferences.keys()].sort(compareCodeUnits))
  for (const item of archives.flatMap((archive) => archive.items)) {
    if (item.outcome === 'written') item.dataset = identifiers.get(entryName(item.entry!))
  }
  const datasets = [...identifiers].map(([name, identifier]) => ({ identifier, entryName: name, inference: inferences.get(name)! }))
  return { archives, datasets: datasets.sort((a, b) => compareCodeUnits(a.identifier, b.identifier)) }
}

export interface SurveyedArchive {
  readonly source: ArchiveSource
  /** SHA-256 of its bytes. */
  readonly digest: string
  /** One for each entry, in their order; or one without an entry, where the archive could not be opened. */
  readonly items: readonly LedgerItem[]
  /** Where it was only read through: what is known of it, so that it need not be a second time. */
  readonly scanned?: OpenedSource | undefined
  /** Whether it is NDJSON that was read in chunks. Default false. */
  readonly inChunks?: boolean | undefined
}

interface SourceFindings extends ArchiveFindings, Pick<SurveyedArchive, 'scanned' | 'inChunks'> {
  readonly digest: string
}

interface ArchiveFindings {
  readonly items: Draft[]
  readonly good: { readonly name: string; readonly inference: SchemaInference }[]
}

/** The archive that a record was taken from. */
interface RecordArchive {
  readonly name: string
  readonly digest: string
}

/**
 * A record is taken once: its ids tell its rows apart, so a second archive of it would mix with the first. The same bytes are passed over,
 * others are quarantined.
 */
function withoutDuplicate(found: SourceFindings, earlier: RecordArchive): SourceFindings {
  const same = found.digest === earlier.digest
  const why = same
    ? ({ outcome: 'skipped', code: 'duplicate', reason: `the same bytes as ${earlier.name}`, documents: 0, leaves: 0 } as const)
    : ({ outcome: 'quarantined', code: 'duplicate-record', reason: `Another archive of the record was taken: ${earlier.name}.` } as const)
  const items = found.items.map((item): Draft => (item.outcome === 'written' ? { ...item, ...why } : item))
  return { ...found, items, good: [] }
}

async function surveySource(source: ArchiveSource, options: SurveyOptions): Promise<SourceFindings> {
  const streamed = isStreamed(source) ? await surveyStream(source, options) : undefined
  if (streamed) return streamed
  const opened = await openSource(source, options.limits)
  const scanned = opened.source === source ? opened : undefined
  return { ...(await surveyArchive(opened, options)), digest: opened.digest(), scanned }
}

/** @returns undefined if it holds an archive, against its name. */
async function surveyStream(source: StreamedSource, options: SurveyOptions): Promise<SourceFindings | undefined> {
  const entry = entryName(source.name)
  const item: Draft = { archive: source.name, recordId: recordIdOf(source), documents: 0, leaves: 0, entry, outcome: 'written' }
  const isArchive = new Error('It is an archive')
  const inference = new SchemaInference(options.infer)
  let digest = ''
  try {
    const chunks = digestingHex(
      readText(source, () => isArchive),
      (hex) => (digest = hex),
    )
    const place = { archive: source.name, entry }
    for await (const added of readInBlocks(chunks, place, options.parse, (bytes, parse) => inference.addBytes(bytes, parse))) {
      item.documents += added
    }
    item.leaves = inference.leaves ?? (await countStreamedLeaves(source, options.parse))
  } catch (error) {
    if (error === isArchive) return undefined
    quarantine(item, error)
  }
  return { items: [item], good: item.outcome === 'written' ? [{ name: entry, inference }] : [], digest, inChunks: true }
}

async function surveyArchive(opened: OpenedSource, options: SurveyOptions): Promise<ArchiveFindings> {
  const { source } = opened
  const { name: archive } = source
  const base = { archive, recordId: recordIdOf(source), documents: 0, leaves: 0 }
  const items: Draft[] = []
  const good: ArchiveFindings['good'] = []
  try {
    const { entries, format } = opened.open()
    if (entries.length === 0) throw new ArchiveError('The archive is empty', { code: 'empty-archive', archive })
    for (const [i, entry] of entries.entries()) {
      options.onEntry?.({ phase: 'survey', archive, entry: entry.path, entries: i, total: entries.length })
      const item: Draft = { ...base, entry: entry.path, outcome: 'written' }
      items.push(item)
      try {
        const content = await readEntry(entry, archive, format)
        if (content.outcome === 'skipped') {
          Object.assign(item, content)
          continue
        }
        const inference = new SchemaInference(options.infer)
        const parse = { ...options.parse, place: { archive, entry: entry.path } }
        item.documents = inference.addBytes(content.bytes, parse)
        item.leaves = inference.leaves ?? countLeavesOf(content.bytes, parse)
        good.push({ name: entryName(entry.path), inference })
      } catch (error) {
        quarantine(item, error)
      }
    }
  } catch (error) {
    if (!isInputFault(error)) throw error
    return { items: [{ ...base, outcome: 'quarantined', code: error.code, reason: error.reason }], good: [] }
  }
  const bad = items.find((item) => item.outcome === 'quarantined')
  if (!bad || options.quarantine === 'entry') return { items, good }
  for (const item of items) {
    if (item.outcome !== 'written') continue
    Object.assign(item, { outcome: 'quarantined', code: 'record-quarantined', reason: `Another entry of the record is bad: ${bad.entry}.` })
  }
  return { items, good: [] }
}

/** Where the schema does not follow all containers, the documents must be looked at themselves. */
function countLeavesOf(bytes: Uint8Array, parse: ParseOptions & { readonly place: ErrorPlace }): number {
  let leaves = 0
  for (const document of readDocuments(bytes, parse.place, parse)) leaves += countLeaves(document)
  return leaves
}

async function countStreamedLeaves(source: StreamedSource, parse: ParseOptions): Promise<number> {
  let leaves = 0
  for await (const document of streamDocuments(source.stream({ mayReuse: true }), {}, parse)) leaves += countLeaves(document)
  return leaves
}

/** A bad entry has no documents: what was read of it before the fault does not count. */
function quarantine(item: Draft, error: unknown): void {
  if (!isInputFault(error)) throw error
  Object.assign(item, { outcome: 'quarantined', code: error.code, reason: error.reason, documents: 0, leaves: 0 })
}

/** The record an archive belongs to. */
export function recordIdOf(source: Pick<ArchiveSource, 'name' | 'recordId' | 'metadata'>): string {
  return source.recordId ?? source.metadata?.['recordid'] ?? source.name
}
