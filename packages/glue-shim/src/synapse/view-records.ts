import type { ViewRow } from './query-file-view.js'

/** An export of a record, as a file view tells of it. */
export interface ViewRecord {
  readonly recordId: string
  readonly entityId: string
  readonly projectId: string
  readonly fileHandleId: string
  /** Milliseconds since the Unix epoch; -Infinity where the view does not say. */
  readonly exportedOnMs: number
}

/** Names of a view's columns. */
export interface ViewColumns {
  readonly recordId: string
  readonly exportedOn: string
}

/** The columns that a record is read from. */
export function columnsOf({ recordId, exportedOn }: ViewColumns): string[] {
  return ['id', 'projectId', 'dataFileHandleId', recordId, exportedOn]
}

/** @returns undefined if the row is no export of a record: it lacks a record id, or bytes. */
export function readViewRecord(row: ViewRow, columns: ViewColumns): ViewRecord | undefined {
  const [entityId, projectId, fileHandleId, recordId, exportedOn] = columnsOf(columns).map((name) => row.get(name) ?? '')
  if (!entityId || !recordId || !fileHandleId) return undefined
  return { recordId, entityId, projectId: projectId ?? '', fileHandleId, exportedOnMs: readTime(exportedOn ?? '') }
}

/** The latest export of each record, in the order in which the records came. Of equal ones the last counts. */
export function latestExports(records: Iterable<ViewRecord>): ViewRecord[] {
  const latest = new Map<string, ViewRecord>()
  for (const record of records) {
    const other = latest.get(record.recordId)
    if (!other || record.exportedOnMs >= other.exportedOnMs) latest.set(record.recordId, record)
  }
  return [...latest.values()]
}

/** A date column of a view is milliseconds; a text column is what the exporter wrote: ISO 8601. */
function readTime(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms
}
