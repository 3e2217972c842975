import type { ArchiveSource } from '../archive/archive.js'
import type { Injection } from '../datasets/injected-fields.js'
import type { Store } from '../store/store.js'
import type { ExamineOptions } from './examine-options.js'
import { examineOpened, type ExaminedRecord } from './examine-record.js'
import { openSource } from './open-source.js'
import { quarantineArchive } from './quarantine.js'
import { isInputChanged } from './read-version.js'
import { reportRecord } from './record-report.js'
import { partitionOf, unpackRecord, type UnpackedEntry } from './unpack-record.js'
import type { ArchiveVerdict, ExaminedArchive, UnpackRunner, WrittenArchive } from './unpack-runner.js'

/** Where JSON datasets lie in a destination. */
export const RAW_JSON = 'raw_json/'

interface Held {
  readonly source: ArchiveSource
  readonly record: ExaminedRecord
}

/** Reads and writes archives in this thread. */
export function localUnpackRunner(store: Store, options: ExamineOptions): UnpackRunner {
  const held = new Map<string, Held>()
  return {
    async examine(source) {
      const opened = await openSource(await source.open(), options.archiveLimits)
      const record = await examineOpened(opened, { ...options, decide: 'later' })
      held.set(source.name, { source: opened.source, record })
      return summarize(record, opened.digest(), options.preset.injection)
    },

    async finish(source, verdict) {
      const { source: archive, record } = held.get(source.name)!
      try {
        return await settle(store, archive, record, verdict, options)
      } finally {
        held.delete(source.name)
      }
    },
  }
}

function summarize(record: ExaminedRecord, digest: string, injection: Injection): ExaminedArchive {
  const taken = record.outcome === 'taken' ? record.entries.filter(({ outcome }) => outcome === 'taken') : []
  const sum = (of: 'documentCount' | 'leafCount'): number => taken.reduce((total, entry) => total + entry[of], 0)
  return {
    recordId: record.recordId,
    metadata: record.metadata,
    digest,
    report: reportRecord(record),
    shapes: taken.flatMap((entry) => {
      const { path, name, dataset, schema, documentCount } = entry
      return schema ? [{ path, name, dataset, schema, partition: partitionOf(entry, injection), documents: documentCount }] : []
    }),
    documents: sum('documentCount'),
    leaves: sum('leafCount'),
  }
}

async function settle(
  store: Store,
  source: ArchiveSource,
  record: ExaminedRecord,
  verdict: ArchiveVerdict,
  { preset, signal }: ExamineOptions,
): Promise<WrittenArchive> {
  if (verdict.outcome === 'quarantined') {
    // Metadata that could not be read is not the same as none: a replay would take the archive without it.
    const metadata = source.fault && source.metadata === undefined ? undefined : record.metadata
    const reason = { metadata, ...verdict.report }
    return { objects: await quarantineArchive(store, source, reason, { signal }), documents: 0, leaves: 0 }
  }
  if (verdict.outcome !== 'taken') return { objects: [], documents: 0, leaves: 0 }
  const entries = record.entries.map((entry) => ({ ...entry, dataset: verdict.datasets.get(entry.path) ?? entry.dataset }))
  const unpacked = unpackRecord({ ...record, entries }, preset.injection)
  for (const [i, entry] of unpacked.entries()) {
    const putOptions = { contentType: 'application/x-ndjson', metadata: metadataOf(entry), signal }
    try {
      await store.put(`${RAW_JSON}${entry.key}`, entry.lines(), putOptions)
    } catch (error) {
      // A record is taken whole or not at all, and what its archive is now, it may not become again.
      if (isInputChanged(error)) for (const { key } of unpacked.slice(0, i)) await store.delete(`${RAW_JSON}${key}`, { signal })
      throw error
    }
  }
  return {
    objects: unpacked.map(({ key }) => `${RAW_JSON}${key}`),
    documents: unpacked.reduce((sum, { written }) => sum + written.documents, 0),
    leaves: unpacked.reduce((sum, { written }) => sum + written.leaves, 0),
  }
}

/** The archive's own, and where in it the documents stood: ids are made from that. */
function metadataOf({ metadata, entry, ordinal }: UnpackedEntry): Record<string, string> {
  return { ...metadata, entrypath: encodeURIComponent(entry), entryordinal: String(ordinal) }
}
