import { describe, expect, test } from 'vitest'
import { fileViewSql, queryFileView, type FileViewQuery } from '../../src/synapse/query-file-view.js'
import { errorOf, openTestSession, useSynapse } from './synapse-samples.js'
import type { SynapseServer, ViewEntity } from './synapse-server.js'

const entity = (n: number): ViewEntity => ({
  id: `syn${100 + n}`,
  projectId: 'syn9',
  dataFileHandleId: n === 2 ? null : String(n),
  'a "b"': `x${n}`,
})

const rowsOf = async (synapse: SynapseServer, query: Partial<FileViewQuery> = {}): Promise<unknown[]> => {
  const rows = queryFileView(openTestSession(synapse), { viewId: 'syn5', columns: ['id', 'dataFileHandleId'], pollMs: 2, ...query })
  return (await Array.fromAsync(rows)).map((row) => Object.fromEntries(row))
}

describe('queryFileView', () => {
  test.each([0, 1, 3, 4, 7])('gives all %i rows, in pages that are waited for', async (n) => {
    const synapse = await useSynapse()
    synapse.looksPerPage = 3
    synapse.view = Array.from({ length: n }, (_, i) => entity(i))
    expect(await rowsOf(synapse)).toEqual(
      Array.from({ length: n }, (_, i) => ({ id: `syn${100 + i}`, dataFileHandleId: i === 2 ? null : String(i) })),
    )
    expect(synapse.queries).toHaveLength(Math.max(1, Math.ceil(n / 3)))
  })

  test('quotes names, and takes a condition', () => {
    expect(fileViewSql({ viewId: 'syn5', columns: ['id', 'a "b"'], where: "name = 'x'" })).toBe(
      `SELECT "id", "a ""b""" FROM syn5 WHERE name = 'x' ORDER BY "id"`,
    )
  })

  test('a query that Synapse does not understand says why', async () => {
    const synapse = await useSynapse()
    synapse.view = [entity(1)]
    const error = await errorOf(rowsOf(synapse, { columns: ['id', 'recordId'] }))
    expect(error).toMatchObject({ code: 'synapse-refused', status: 400 })
    expect(String(error)).toContain('Synapse did not give rows of syn5: status 400: Unknown column: recordId')
  })

  test('a page that is never made is given up', async () => {
    const synapse = await useSynapse()
    synapse.looksPerPage = 1e6
    expect(await errorOf(rowsOf(synapse, { timeoutMs: 20 }))).toMatchObject({ code: 'synapse-timeout', retryable: true })
  })

  test('what is no id is not sent', async () => {
    const synapse = await useSynapse()
    expect(await errorOf(rowsOf(synapse, { viewId: 'syn5 WHERE 1' }))).toMatchObject({ code: 'synapse-refused' })
    expect(synapse.requests).toEqual([])
  })
})
