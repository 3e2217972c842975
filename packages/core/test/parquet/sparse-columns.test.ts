import { inferSchema, openPart, planTables } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { flatColumns, flattenTables, writePart } from './write-tables.js'

const ROWS = 1_000
const COLUMNS = 150

test('columns with few values give the same cells, all together or one by one', async () => {
  // The first ones have a value in every row, the last ones in one or none.
  const documents = Array.from({ length: ROWS }, (_, row) =>
    Object.fromEntries(
      Array.from({ length: COLUMNS }, (_unused, i) => [`k${i}`, row % (i + 1) === i || i === 0 ? row * 1_000 + i : null] as const),
    ),
  )
  const plan = planTables(inferSchema(documents), { dataset: 'wide_v1' })
  const [flat] = flattenTables(plan, documents, { rowGroupRows: 400 })
  const part = await openPart(writePart(flat!))
  const expected = flatColumns(flat!)
  let at = 0
  for await (const batch of part.rowGroups(flat!.table)) {
    for (const [i, { name }] of flat!.table.columns.entries()) {
      const { cells: all } = expected.find((column) => column.name === name)!
      const cells = all.slice(at, at + batch.rows)
      const read = batch.reader!(i)
      expect(batch.cells(i)).toEqual(cells)
      expect(cells.map((_, row) => read(row))).toEqual(cells)
      // From the beginning again, and with rows left out.
      expect([0, 7, 7, batch.rows - 1, 3].map((row) => read(row))).toEqual([0, 7, 7, batch.rows - 1, 3].map((row) => cells[row]))
    }
    at += batch.rows
  }
  expect(at).toBe(ROWS)
})
