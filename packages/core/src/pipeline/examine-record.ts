import type { ArchiveSource } from '../archive/archive.js'
import { ArchiveError } from '../errors.js'
import { decideByName, type DecideDataset } from './decide-dataset.js'
import { examineEntry, type ExaminedEntry } from './examine-entry.js'
import type { ExamineOptions } from './examine-options.js'
import { openSource, type OpenedSource } from './open-source.js'
import { isFinding } from './read-entry.js'
import { factsOf } from './record-facts.js'
import { recordIdOf } from './survey.js'

/** What is known of one archive before anything of it is written. */
export interface ExaminedRecord {
  readonly archive: string
  readonly recordId: string
  readonly metadata: Readonly<Record<string, string>>
  /** A record is taken whole or not at all: one bad entry quarantines it. */
  readonly outcome: 'taken' | 'quarantined'
  /** Why the archive as a whole is quarantined; absent where it is one of its entries. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  /** One for each entry, folders among them, in their order; none if the archive cannot be opened. */
  readonly entries: readonly ExaminedEntry[]
}

/**
 * Read an archive, and say of each entry which JSON Schema it claims, whether it satisfies it, and which dataset takes it, with the reason.
 * Nothing is written, but that `decide` is asked once the whole record has been found good.
 *
 * @returns also for what is bad: a fault of the input is a finding, not an exception.
 * @throws StoreError where the archive lies in a store that fails, or was replaced while it was read (`input-changed`).
 */
export async function examineRecord(source: ArchiveSource, options: ExamineOptions): Promise<ExaminedRecord> {
  options.signal?.throwIfAborted()
  return orFinding(source, options, async () => examineOpened(await openSource(source, options.archiveLimits), options))
}

/** As {@link examineRecord}, of an archive that has been read. */
export async function examineOpened(opened: OpenedSource, options: ExamineOptions): Promise<ExaminedRecord> {
  const base = baseOf(opened.source)
  return orFinding(opened.source, options, async () => {
    const entries = await examineEntries(opened, options)
    const taken = entries.every((entry) => entry.outcome !== 'quarantined')
    if (!taken) return { ...base, outcome: 'quarantined', entries }
    const { decide = decideByName } = options
    return { ...base, outcome: 'taken', entries: decide === 'later' ? entries : await decideAll(entries, decide) }
  })
}

function baseOf(source: ArchiveSource): Pick<ExaminedRecord, 'archive' | 'recordId' | 'metadata'> {
  return { archive: source.name, recordId: recordIdOf(source), metadata: source.metadata ?? {} }
}

async function orFinding(source: ArchiveSource, options: ExamineOptions, examine: () => Promise<ExaminedRecord>): Promise<ExaminedRecord> {
  try {
    return await examine()
  } catch (error) {
    if (!isFinding(error, options)) throw error
    return { ...baseOf(source), outcome: 'quarantined', code: error.code, reason: error.reason, entries: [] }
  }
}

async function examineEntries(opened: OpenedSource, options: ExamineOptions): Promise<ExaminedEntry[]> {
  const { source } = opened
  const archive = opened.open()
  if (archive.entries.length === 0) throw new ArchiveError('The archive is empty', { code: 'empty-archive', archive: source.name })
  const record = factsOf(source, archive, options)
  const entries: ExaminedEntry[] = []
  for (const entry of archive.entries) entries.push(await examineEntry(entry, archive.format, record, options))
  return entries
}

/** Datasets are decided in the order of the entries, so that a registry sees the same whatever took longer. */
async function decideAll(entries: readonly ExaminedEntry[], decide: DecideDataset): Promise<ExaminedEntry[]> {
  const decided: ExaminedEntry[] = []
  for (const entry of entries) {
    const { schema, name, dataset } = entry
    decided.push(schema === undefined ? entry : { ...entry, ...(await decide({ entryName: name, schema, dataset })) })
  }
  return decided
}
