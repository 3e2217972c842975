import type { JsonObject, JsonValue } from '@bridge-downstream/core'
import { backOff } from '../backoff.js'
import { badAnswer, readFields, readList, readText } from './answer-fields.js'
import { SynapseError } from './synapse-error.js'
import { makeApi } from './make-api.js'
import type { RawAnswer, SynapseSession } from './synapse-session.js'

export interface FileViewQuery {
  /** Such as `syn123`. */
  readonly viewId: string
  /** Columns of the view, spelled as there. */
  readonly columns: readonly string[]
  /** Condition in Synapse's SQL. Default: all rows. */
  readonly where?: string | undefined
  /** How long a page may take to be made. Default 600,000. */
  readonly timeoutMs?: number | undefined
  /** Longest pause before the second look whether a page is there; it doubles, up to 20 s. Default 500. */
  readonly pollMs?: number | undefined
}

/** Cells by column, as Synapse spells them: text; null where there is nothing. */
export type ViewRow = ReadonlyMap<string, string | null>

interface TableApi {
  postRepoV1EntityIdTableQueryAsyncStartRaw(parameters: { readonly id: string; readonly queryBundleRequest: unknown }): Promise<RawAnswer>
  getRepoV1EntityIdTableQueryAsyncGetAsyncTokenRaw(parameters: { readonly id: string; readonly asyncToken: string }): Promise<RawAnswer>
}

/** @see Synapse REST, QueryBundleRequest.partMask: the rows, and the columns they have. */
const PART_MASK = 0x1
const STILL_AT_WORK = 202

/**
 * The rows of a file view, page by page, in the order of the entities' ids. Synapse decides how large a page is.
 *
 * @throws SynapseError, with Synapse's reason where the query is not understood.
 */
export async function* queryFileView(session: SynapseSession, query: FileViewQuery): AsyncGenerator<ViewRow, void, undefined> {
  const { viewId } = query
  if (!/^syn\d+$/.test(viewId)) {
    throw new SynapseError('This is no id of a file view', { code: 'synapse-refused', key: viewId, hint: 'It is like syn123.' })
  }
  const asked = `rows of ${viewId}`
  const api = await openTableApi(session)
  for (let offset = 0; ;) {
    const { rows, hasMore } = readPage(asked, await readBundle(session, api, asked, query, offset))
    yield* rows
    offset += rows.length
    if (!hasMore || rows.length === 0) return
  }
}

/** The query's text. Names are quoted, since a column of a view may be called anything. */
export function fileViewSql({ viewId, columns, where }: FileViewQuery): string {
  const list = columns.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  return `SELECT ${list} FROM ${viewId}${where === undefined ? '' : ` WHERE ${where}`} ORDER BY "id"`
}

async function readBundle(
  session: SynapseSession,
  api: TableApi,
  asked: string,
  query: FileViewQuery,
  offset: number,
): Promise<JsonValue | undefined> {
  const { viewId: id, timeoutMs = 600_000, pollMs = 500 } = query
  const queryBundleRequest = {
    concreteType: 'org.sagebionetworks.repo.model.table.QueryBundleRequest',
    entityId: id,
    query: { sql: fileViewSql(query), offset },
    partMask: PART_MASK,
  }
  const started = await session.ask(asked, () => api.postRepoV1EntityIdTableQueryAsyncStartRaw({ id, queryBundleRequest }))
  const asyncToken = readText(asked, readFields(asked, started.body), 'token')
  const deadline = performance.now() + timeoutMs
  for (let look = 1; ; look++) {
    const { status, body } = await session.ask(asked, () => api.getRepoV1EntityIdTableQueryAsyncGetAsyncTokenRaw({ id, asyncToken }))
    if (status !== STILL_AT_WORK) return body
    if (performance.now() >= deadline) {
      throw new SynapseError(`Synapse did not give ${asked} within ${timeoutMs} ms`, {
        code: 'synapse-timeout',
        retryable: true,
        hint: 'A view that was just changed takes a while to be made. Run again later.',
      })
    }
    await backOff(look, pollMs, session.signal)
  }
}

function readPage(asked: string, body: JsonValue | undefined): { readonly rows: readonly ViewRow[]; readonly hasMore: boolean } {
  const result = fieldsOf(asked, readFields(asked, body), 'queryResult')
  const set = fieldsOf(asked, result, 'queryResults')
  const names = readList(asked, set, 'headers').map((header) => readText(asked, readFields(asked, header), 'name'))
  const rows = readList(asked, set, 'rows').map((row): ViewRow => {
    const values = readList(asked, readFields(asked, row), 'values')
    return new Map(names.map((name, i) => [name, readCell(asked, values[i])]))
  })
  return { rows, hasMore: Object.hasOwn(result, 'nextPageToken') && result['nextPageToken'] !== null }
}

function readCell(asked: string, value: JsonValue | undefined): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  throw badAnswer(asked)
}

function fieldsOf(asked: string, fields: JsonObject, name: string): JsonObject {
  return readFields(asked, Object.hasOwn(fields, name) ? fields[name] : undefined)
}

async function openTableApi(session: SynapseSession): Promise<TableApi> {
  const { TableServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/TableServicesApi')
  return makeApi(TableServicesApi, session)
}
