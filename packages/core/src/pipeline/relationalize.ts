import type { ArchiveLimits, ArchiveSource } from '../archive/archive.js'
import { openArchive } from '../archive/open-archive.js'
import { entryName } from '../datasets/dataset-names.js'
import { OptionError } from '../errors.js'
import { digestHex } from '../names/digest.js'
import { fingerprint } from '../schema/fingerprint.js'
import type { Cell } from '../tables/column-cells.js'
import type { TableLimits } from '../tables/limit-schema.js'
import type { NamingConventionName } from '../tables/naming.js'
import { planTables, RECORD_ID } from '../tables/plan-tables.js'
import type { InjectedColumn } from '../tables/table-plan.js'
import { collectSources } from './collect-sources.js'
import { DatasetWriter, type RelationalizedTable } from './dataset-writer.js'
import type { Ledger } from './ledger.js'
import { drawUpLedger } from './draw-up-ledger.js'
import { readEntry } from './read-entry.js'
import { recordIdOf, survey, type Survey, type SurveyedArchive } from './survey.js'

export interface RelationalizeOptions {
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined
  readonly tableLimits?: Partial<TableLimits> | undefined
  /** Containers inside each other that become tables and columns; deeper ones are kept as JSON text. Default 64. */
  readonly maxDepth?: number | undefined
  /** Whether objects whose keys are data (dates, ids, numbers) become tables of key and value. Default `infer`. */
  readonly maps?: 'infer' | 'never' | undefined
  /** What an object is, by path, whatever the rules say: `{ '$.dailyTotals': 'map', '$.answers': 'object' }`. */
  readonly mapOverrides?: Readonly<Record<string, 'map' | 'object'>> | undefined
  /** A key that stands twice in one object: an error (default), or the last one wins. */
  readonly duplicateKeys?: 'error' | 'last' | undefined
  /** How tables and columns are named. Default `glue`. */
  readonly convention?: NamingConventionName | undefined
  /** Columns that every table has, and their values for one archive. Default: `recordid`. */
  readonly injected?: InjectedFields | undefined
  /** What a bad entry takes with it: only itself (default), or all of its record. */
  readonly quarantine?: 'entry' | 'record' | undefined
  /** Rows of a row group. Default 122,880. */
  readonly rowGroupRows?: number | undefined
  /** A part that has grown to this size is closed and the next one begun. Default 128 MiB. */
  readonly partSizeBytes?: number | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface InjectedFields {
  readonly columns: readonly InjectedColumn[]
  values(source: ArchiveSource, recordId: string): Readonly<Record<string, Cell>>
}

export interface Progress {
  /** First every archive is read to learn the schemas, then again to write the tables. */
  readonly phase: 'survey' | 'tables'
  readonly archives: number
  readonly total: number
}

/** A run: iterate over it for the tables; its ledger is there when the iteration has ended. */
export interface Relationalization extends AsyncIterable<RelationalizedTable> {
  /** @throws OptionError `run-not-finished` before the iteration has ended. */
  readonly ledger: Ledger
}

const RECORD_ID_ONLY: InjectedFields = { columns: [RECORD_ID], values: (_source, recordId) => ({ recordid: recordId }) }

/**
 * Turn archives of JSON into linked Parquet tables.
 *
 * Every document counts: all archives are read once to learn the schemas and once more to write. What is bad is quarantined and stands in
 * the ledger with its reason; its neighbours go on. The same archives give the same bytes, in whatever order they come.
 *
 * @param sources one archive or several, each with a name of its own.
 * @returns the tables, in parts: a table arrives in one part unless it outgrows `partSizeBytes`.
 * @throws OptionError (while iterating) if two sources share a name, or an option cannot be used.
 * @throws LedgerError if the account does not add up.
 */
export function relationalize(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
  options: RelationalizeOptions = {},
): Relationalization {
  let ledger: Ledger | undefined
  async function* run(): AsyncGenerator<RelationalizedTable, void, undefined> {
    const archives = await collectSources(sources)
    const found = await survey(archives, {
      limits: options.archiveLimits ?? {},
      parse: { duplicateKeys: options.duplicateKeys },
      infer: { maxDepth: options.maxDepth, maps: options.maps, mapOverrides: options.mapOverrides },
      quarantine: options.quarantine ?? 'entry',
      onArchive: counter('survey', archives.length, options),
      signal: options.signal,
    })
    const writers = datasetWriters(found, options)
    const done = counter('tables', archives.length, options)
    for (const archive of found.archives) {
      options.signal?.throwIfAborted()
      await writeArchive(archive, writers, options)
      for (const writer of writers.values()) yield* writer.drain()
      done(archive.source.name)
    }
    for (const writer of writers.values()) yield* writer.finish()
    ledger = drawUpLedger(found, [...writers.values()])
  }
  return {
    [Symbol.asyncIterator]: run,
    get ledger(): Ledger {
      if (ledger) return ledger
      throw new OptionError('The ledger is asked for before the run has ended', {
        code: 'run-not-finished',
        hint: 'Iterate over all tables first.',
      })
    },
  }
}

function datasetWriters(found: Survey, options: RelationalizeOptions): Map<string, DatasetWriter> {
  const injected = options.injected ?? RECORD_ID_ONLY
  return new Map(
    found.datasets.map(({ identifier, entryName: name, inference }) => {
      const schema = inference.schema()
      const plan = planTables(schema, {
        dataset: identifier,
        convention: options.convention,
        injected: injected.columns,
        limits: options.tableLimits,
      })
      const inputs = found.archives
        .filter(({ items }) => items.some((item) => item.dataset === identifier))
        .map(({ source, digest }) => `${JSON.stringify(source.name)} ${digest}\n`)
      const origin = { fingerprint: fingerprint(schema, 'exact'), inputs: digestHex(new TextEncoder().encode(inputs.join(''))) }
      return [name, new DatasetWriter(plan, origin, options)]
    }),
  )
}

async function writeArchive(
  { source, items }: SurveyedArchive,
  writers: ReadonlyMap<string, DatasetWriter>,
  options: RelationalizeOptions,
): Promise<void> {
  if (!items.some((item) => item.outcome === 'written')) return
  const recordId = recordIdOf(source)
  const cells = (options.injected ?? RECORD_ID_ONLY).values(source, recordId)
  const { entries, format } = openArchive(await source.bytes(), { name: source.name, limits: options.archiveLimits ?? {} })
  for (const [i, entry] of entries.entries()) {
    if (items[i]?.outcome !== 'written') continue
    const content = readEntry(entry, source.name, format, { duplicateKeys: options.duplicateKeys })
    if (content.outcome !== 'documents') continue
    const writer = writers.get(entryName(entry.path))!
    let position = 0
    for (const value of content.documents) {
      writer.add({ recordId, entry: entry.path, entryOrdinal: entry.ordinal, position: position++, value }, cells)
    }
  }
}

function counter(phase: Progress['phase'], total: number, options: RelationalizeOptions): (archive: string) => void {
  let archives = 0
  return () => options.onProgress?.({ phase, archives: ++archives, total })
}
