import { inferSchema, openPart, planTables } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { flatColumns, flattenTables, storedCell, writePart } from './write-tables.js'

const DOCUMENTS = Array.from({ length: 10 }, (_, i) => ({ n: i, text: `t${i}`, ...(i % 3 === 0 ? { seldom: i / 2 } : {}) }))
const PLAN = planTables(inferSchema(DOCUMENTS), { dataset: 'd_v1' })

test('one row group is read without the others, in any order', async () => {
  const flat = flattenTables(PLAN, DOCUMENTS, { rowGroupRows: 4 })[0]!
  const part = await openPart(writePart(flat))
  expect({ rows: part.rows, rowGroupRows: part.rowGroupRows }).toEqual({ rows: 10, rowGroupRows: [4, 4, 2] })
  const columns = flatColumns(flat)
  for (const number of [2, 0, 1]) {
    const batch = await part.rowGroup(number, flat.table)
    const read = columns.map(({ type }, i) => batch.cells(i).map((cell) => storedCell(cell, type)))
    expect({ rows: batch.rows, read }).toEqual({
      rows: part.rowGroupRows[number],
      read: columns.map(({ cells }) => cells.slice(number * 4, number * 4 + 4)),
    })
  }
})

test('only the bytes of one row group are asked for', async () => {
  const flat = flattenTables(PLAN, DOCUMENTS, { rowGroupRows: 4 })[0]!
  const bytes = writePart(flat)
  const ranges: [number, number][] = []
  const part = await openPart({
    byteLength: bytes.length,
    slice: (start: number, end = bytes.length) => {
      ranges.push([start, end])
      return bytes.slice(start, end).buffer
    },
  })
  ranges.length = 0
  await part.rowGroup(0, flat.table)
  const first = Math.max(...ranges.map(([, end]) => end))
  ranges.length = 0
  await part.rowGroup(1, flat.table)
  expect(Math.min(...ranges.map(([start]) => start))).toBeGreaterThanOrEqual(first)
})

test('a row group that is not there is refused', async () => {
  const flat = flattenTables(PLAN, DOCUMENTS)[0]!
  const part = await openPart(writePart(flat))
  for (const number of [-1, 1, 0.5]) {
    await expect(part.rowGroup(number, flat.table)).rejects.toMatchObject({ name: 'OptionError', code: 'no-such-row-group' })
  }
})
