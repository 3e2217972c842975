import type { Store } from '@bridge-downstream/core'
import { heldRecords } from './held-records.js'
import { FILES_AT_ONCE, locateFiles, type S3Place } from './locate-files.js'
import { queryFileView, type FileViewQuery } from './query-file-view.js'
import type { SynapseSession } from './synapse-session.js'
import { columnsOf, latestExports, readViewRecord, type ViewColumns, type ViewRecord } from './view-records.js'

export interface BootstrapOptions {
  readonly viewId: string
  readonly where?: string | undefined
  readonly columns: ViewColumns
  readonly app: string
  /** Default: the notification is one of the whole app. */
  readonly study?: string | undefined
  /** Folder of Synapse whose storage the files lie in, and whose STS credentials open them. */
  readonly rawFolderId: string
  /** Parquet datasets; a record that all of them hold is left out. */
  readonly diffs: readonly Store[]
  /** Column of the record's id in them. */
  readonly diffColumn?: string | undefined
  /** Records that are looked up and submitted together. Default 100, which is also the most. */
  readonly batchSize?: number | undefined
  /** Whether to say only how many records there are. */
  readonly dryRun?: boolean | undefined
  readonly pollMs?: FileViewQuery['pollMs']
  readonly signal?: AbortSignal | undefined
  /** @param messages notifications, a record each. */
  readonly submit: (messages: readonly string[]) => Promise<unknown>
}

/** What a bootstrap found and did. Plain JSON. */
export interface BootstrapReport {
  readonly version: 1
  readonly isDryRun: boolean
  /** Rows of the view. */
  readonly rows: number
  /** Rows that are no export of a record. */
  readonly withoutRecord: number
  readonly records: number
  /** Records that the Parquet datasets hold already. */
  readonly held: number
  /** Records that were submitted; in a dry run, that would be. */
  readonly submitted: number
  /** Entities whose bytes are not in S3, or that the account may not see. */
  readonly notLocated: readonly string[]
}

/**
 * Submit the records of a file view that are not held yet, as the notifications that would have come for them: the latest export of each
 * record, one notification for each, so that a failure is that of one record.
 *
 * @throws SynapseError, what `heldRecords` throws, what `submit` throws. What was submitted stays so.
 */
export async function bootstrapView(session: SynapseSession, options: BootstrapOptions): Promise<BootstrapReport> {
  const { viewId, where, columns, diffs, diffColumn, batchSize = FILES_AT_ONCE, dryRun = false, pollMs, signal } = options
  // Before the view is queried, which takes long: what is wrong with a dataset to compare with is then said at once.
  const held: Set<string>[] = []
  for (const store of diffs) held.push(await heldRecords(store, { column: diffColumn, signal }))
  let rows = 0
  const found: ViewRecord[] = []
  for await (const row of queryFileView(session, { viewId, where, columns: columnsOf(columns), pollMs })) {
    rows++
    const record = readViewRecord(row, columns)
    if (record) found.push(record)
  }
  const latest = latestExports(found)
  const missing = held.length === 0 ? latest : latest.filter(({ recordId }) => !held.every((ids) => ids.has(recordId)))
  const { submitted, notLocated } = dryRun
    ? { submitted: missing.length, notLocated: [] }
    : await submitAll(session, missing, batchSize, options)
  return {
    version: 1,
    isDryRun: dryRun,
    rows,
    withoutRecord: rows - found.length,
    records: latest.length,
    held: latest.length - missing.length,
    submitted,
    notLocated,
  }
}

async function submitAll(
  session: SynapseSession,
  records: readonly ViewRecord[],
  batchSize: number,
  options: BootstrapOptions,
): Promise<Pick<BootstrapReport, 'submitted' | 'notLocated'>> {
  const notLocated: string[] = []
  let submitted = 0
  for (let at = 0; at < records.length; at += batchSize) {
    const batch = records.slice(at, at + batchSize)
    const places = await locateFiles(session, batch)
    const located = batch.filter(({ fileHandleId }) => places.has(fileHandleId))
    notLocated.push(...batch.filter(({ fileHandleId }) => !places.has(fileHandleId)).map(({ entityId }) => entityId))
    await options.submit(located.map((record) => formatNotification(record, places.get(record.fileHandleId)!, options)))
    submitted += located.length
  }
  return { submitted, notLocated }
}

function formatNotification(
  { recordId, entityId, projectId }: ViewRecord,
  { bucket, key }: S3Place,
  { app, study, rawFolderId }: BootstrapOptions,
): string {
  const info = { parentProjectId: projectId, rawFolderId, fileEntityId: entityId, s3Bucket: bucket, s3Key: key }
  return JSON.stringify(study === undefined ? { appId: app, recordId, record: info } : { appId: app, studyId: study, recordId, ...info })
}
