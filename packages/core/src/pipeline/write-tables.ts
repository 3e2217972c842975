import type { ArchiveSource } from '../archive/archive.js'
import { entryName } from '../datasets/dataset-names.js'
import type { DocumentOrigin } from '../documents/json-document.js'
import { readInBlocks } from '../documents/stream-documents.js'
import type { ParseOptions } from '../json/parse-json.js'
import { fingerprint } from '../schema/fingerprint.js'
import type { Cell } from '../tables/cell.js'
import { planTables } from '../tables/plan-tables.js'
import { digestOrigins, entryContext, injectedOf, progressCounter, type PlacedParse } from './archive-entries.js'
import { checkPartSizes } from './check-part-sizes.js'
import { collectSources } from './collect-sources.js'
import { DatasetWriter } from './dataset-writer.js'
import { drawUpLedger } from './draw-up-ledger.js'
import type { Ledger } from './ledger.js'
import { openSource } from './open-source.js'
import type { OpenPartOutput } from './part-output.js'
import { readEntry } from './read-entry.js'
import type { RelationalizeOptions } from './relationalize-options.js'
import { checkOverrides, overridesOf } from './dataset-overrides.js'
import { isStreamed, type StreamedSource } from './streamed-source.js'
import { recordIdOf, survey, type Survey, type SurveyedArchive } from './survey.js'
import { mayWriteAtOnce, writeAtOnce, type AtOnceOptions } from './write-at-once.js'

/**
 * Read archives, plan their tables and write them: at once where the first documents tell what all are like, else by reading everything twice.
 * Yields after each archive, when what it gave is on its way out.
 *
 * @returns the ledger of the run.
 */
export async function* writeTables(
  sources: ArchiveSource | Iterable<ArchiveSource> | AsyncIterable<ArchiveSource>,
  openOutput: OpenPartOutput,
  options: RelationalizeOptions,
  { holdsParts }: Pick<AtOnceOptions, 'holdsParts'> = {},
): AsyncGenerator<void, Ledger, undefined> {
  checkPartSizes(options)
  checkOverrides(options.overrides ?? {})
  const archives = await collectSources(sources)
  if (mayWriteAtOnce(archives, options)) {
    const written = yield* writeAtOnce(archives, openOutput, options, holdsParts === undefined ? {} : { holdsParts })
    if (written) return written
  }
  const found = await survey(archives, {
    limits: options.archiveLimits ?? {},
    parse: { duplicateKeys: options.duplicateKeys },
    infer: { maxDepth: options.maxDepth, maps: options.maps, mapOverrides: options.mapOverrides },
    quarantine: options.quarantine ?? 'entry',
    onArchive: progressCounter('survey', archives.length, options),
    onEntry: options.onEntry,
    signal: options.signal,
  })
  const writers = datasetWriters(found, openOutput, options)
  const done = progressCounter('tables', archives.length, options)
  for (const archive of found.archives) {
    options.signal?.throwIfAborted()
    await writeArchive(archive, writers, options)
    done()
    yield
  }
  for (const writer of writers.values()) await writer.finish()
  return drawUpLedger(found, [...writers.values()])
}

function datasetWriters(found: Survey, openOutput: OpenPartOutput, options: RelationalizeOptions): Map<string, DatasetWriter> {
  const injected = injectedOf(options)
  const overrides = overridesOf(
    found.datasets.map(({ identifier }) => identifier),
    options.overrides,
  )
  return new Map(
    found.datasets.map(({ identifier, entryName: name, inference }) => {
      const schema = inference.schema()
      const plan = planTables(schema, {
        dataset: identifier,
        convention: options.convention,
        injected: injected.columns,
        limits: options.tableLimits,
        overrides: overrides(identifier),
      })
      const origin = { fingerprint: fingerprint(schema, 'exact'), inputs: digestOrigins(found.archives, identifier) }
      return [name, new DatasetWriter(plan, origin, openOutput, options)]
    }),
  )
}

async function writeArchive(
  { source, items, scanned, inChunks = false }: SurveyedArchive,
  writers: ReadonlyMap<string, DatasetWriter>,
  options: RelationalizeOptions,
): Promise<void> {
  if (!items.some((item) => item.outcome === 'written')) return
  const cells = injectedOf(options).values(source, recordIdOf(source))
  const { originOf, parseOf } = entryContext(source, options)
  if (inChunks && isStreamed(source)) {
    const entry = entryName(source.name)
    return writeStream(source, originOf(entry, 0), parseOf(entry), writers.get(entry)!, cells)
  }
  const { entries, format } = (scanned ?? (await openSource(source, options.archiveLimits))).open()
  for (const [i, entry] of entries.entries()) {
    if (items[i]?.outcome !== 'written') continue
    options.onEntry?.({ phase: 'tables', archive: source.name, entry: entry.path, entries: i, total: entries.length })
    const content = await readEntry(entry, source.name, format)
    if (content.outcome !== 'json') continue
    const writer = writers.get(entryName(entry.path))!
    for (const _ of writer.addEntry(content.bytes, originOf(entry.path, entry.ordinal), cells, parseOf(entry.path))) {
      if (writer.isBusy) await writer.settle()
    }
    if (writer.isBusy) await writer.settle()
  }
}

async function writeStream(
  source: StreamedSource,
  origin: DocumentOrigin,
  parse: PlacedParse,
  writer: DatasetWriter,
  cells: Readonly<Record<string, Cell>>,
): Promise<void> {
  let position = 0
  const add = (bytes: Uint8Array, block: ParseOptions): number => writer.addBlock(bytes, { ...origin, position }, cells, block)
  for await (const added of readInBlocks(source.stream({ mayReuse: true }), parse.place, parse, add)) {
    position += added
    if (writer.isBusy) await writer.settle()
  }
}
