import {
  DocumentFlattener,
  DocumentParseError,
  inferSchema,
  planTables,
  readDocuments,
  type JsonValue,
  type LeafCounts,
  type ParseOptions,
  type PlanOptions,
  type TablePlan,
} from '@bridge-downstream/core'
import { expect } from 'vitest'
import { DocumentScanner, type ScanOptions } from '../../src/columns/document-scanner.js'
import { EntryRoad, type Road } from '../../src/columns/entry-road.js'
import { TableWriter } from '../../src/parquet/table-writer.js'

export interface RoadOptions {
  readonly rowGroupRows?: number | undefined
  readonly parse?: ParseOptions
}

/** What a road made of an entry: the Parquet file of each table, where the leaves went, and the error of each entry that has one. */
export interface Outcome {
  readonly parts: ReadonlyMap<string, Uint8Array>
  readonly leaves: LeafCounts
  readonly errors: readonly { readonly code: string; readonly message: string; readonly place: unknown }[]
}

const INJECTED = { recordid: 'r1' }

/** Entries down one road, and into Parquet. */
export function takeRoad(road: Road, plan: TablePlan, entries: readonly Uint8Array[], options: RoadOptions = {}): Outcome {
  const writers = new Map(plan.tables.map((table) => [table.name, new TableWriter(table, {})]))
  const target = new DocumentFlattener(plan, {
    rowGroupRows: options.rowGroupRows,
    onBatch: (batch) => {
      writers.get(batch.table.name)!.writeRowGroup(batch.columns, batch.rows)
      batch.release()
    },
  })
  const entryRoad = new EntryRoad(target, road, (bytes, parse) => readDocuments(bytes, parse.place ?? {}, parse))
  const errors: Outcome['errors'][number][] = []
  for (const [entryOrdinal, bytes] of entries.entries()) {
    const first = { recordId: 'r1', entry: `e${entryOrdinal}.json`, entryOrdinal, position: 0 }
    try {
      const adding = entryRoad.add(bytes, first, INJECTED, { place: { entry: first.entry }, ...options.parse })
      while (adding.next().done !== true);
    } catch (fault) {
      if (!(fault instanceof DocumentParseError)) throw fault
      errors.push({ code: fault.code, message: fault.message, place: fault.place })
    }
  }
  target.finish()
  for (const writer of writers.values()) writer.finish()
  return { parts: new Map([...writers].map(([name, writer]) => [name, writer.take()])), leaves: target.leaves, errors }
}

/** How many documents the scanner reads itself, and how many it leaves to the reference road. */
export function countScanned(plan: TablePlan, bytes: Uint8Array, options: ScanOptions = {}): { scanned: number; unusual: number } {
  const target = new DocumentFlattener(plan, { onBatch: () => {} })
  const scanner = DocumentScanner.create(target, options)
  if (!scanner) return { scanned: 0, unusual: 0 }
  const origin = { recordId: 'r1', entry: 'e.json', entryOrdinal: 0, position: 0 }
  const scanning = scanner.scan(bytes, { origin, injected: INJECTED, start: 0, parse: {} })
  let step = scanning.next()
  while (!step.done) step = scanning.next()
  return { scanned: step.value.documents - scanner.unusual, unusual: scanner.unusual }
}

/** As `toStrictEqual`, which is slow, and with the case that failed. */
export function expectSameOutcome(about: unknown, found: Outcome, expected: Outcome): void {
  const same =
    [...expected.parts].every(([name, bytes]) => Buffer.compare(bytes, found.parts.get(name)!) === 0) &&
    JSON.stringify([found.leaves, found.errors]) === JSON.stringify([expected.leaves, expected.errors])
  if (!same) expect({ about, found }).toStrictEqual({ about, found: expected })
}

/** The plan of documents, as the pipeline makes it. */
export function planOf(documents: readonly JsonValue[], options: Partial<PlanOptions> = {}): TablePlan {
  return planTables(inferSchema(documents), { dataset: 'test_v1', ...options })
}
