import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { edgeDocuments, edgePlan } from './edge-values.js'
import { expectThreeReaders } from './expect-three-readers.js'
import { DuckDbReader, readFooter } from './read-columns.js'
import { flatColumns, flattenTables, writePart } from './write-tables.js'

// What a browser writes: it has no ZSTD.
vi.mock('../../src/platform/node.js', () => import('../../src/platform/web.js'))

let duckdb: DuckDbReader
beforeAll(async () => {
  duckdb = await DuckDbReader.open()
})
afterAll(() => duckdb[Symbol.asyncDispose]())

test('what is written where there is no ZSTD is read by three readers too', async () => {
  const docs = edgeDocuments(30)
  const codecs = new Set<string>()
  for (const flat of flattenTables(edgePlan(docs), docs, { rowGroupRows: 7 })) {
    const part = writePart(flat)
    for (const { columns } of readFooter(part).row_groups) for (const { meta_data } of columns) codecs.add(meta_data!.codec)
    await expectThreeReaders(duckdb, [part], flatColumns(flat))
  }
  // A few bytes are not worth a codec.
  expect([...codecs].sort()).toEqual(['SNAPPY', 'UNCOMPRESSED'])
})
