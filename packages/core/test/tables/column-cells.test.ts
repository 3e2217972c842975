import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCells, toCells, type ColumnCells } from '../../src/tables/column-cells.js'
import type { ColumnData } from '../../src/tables/column-data.js'
import type { Cell } from '../../src/tables/cell.js'
import type { ColumnType } from '../../src/tables/table-plan.js'
import type { TextCells } from '../../src/tables/text-cells.js'

const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<NonNullable<Cell>>>> = {
  boolean: fc.boolean(),
  integer: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  timestamp: fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  number: fc.double({ noNaN: true }),
  date: fc.integer({ min: -1000, max: 1000 }),
  string: fc.oneof(fc.constantFrom('', 'a', 'ab', 'abc', 'abcd', 'abcde', 'é'), fc.string({ maxLength: 9, unit: 'grapheme' })),
}

function columnOf(type: ColumnType): { readonly cells: ColumnCells; readonly settle: () => void } {
  const asked: TextCells[] = []
  return { cells: createCells(type, (own) => asked.push(own)), settle: () => asked.splice(0).forEach((own) => own.settle()) }
}

/** Rows one by one. */
function setAll(cells: ColumnCells, all: readonly Cell[]): void {
  for (const [row, cell] of all.entries()) if (cell !== null) cells.set(row, cell)
}

/** Rows that come together, as `data` has them, from the `first` one on; those after some of them in a second step. */
function append(cells: ColumnCells, data: ColumnData, first: number, firstStep: number): void {
  const all = toCells(data)
  let taken = 0
  for (const [from, to] of [
    [0, firstStep],
    [firstStep, data.rows],
  ] as const) {
    const own = all.slice(from, to).filter((cell) => cell !== null)
    if (own.length === 0) continue
    const end = taken + own.length
    cells.markRows(first + from, own.length, data.present, from, to)
    if (cells.kind === 'double' && data.kind === 'double') cells.append(data.values.subarray(taken, end))
    else if (cells.kind === 'int64' && data.kind === 'int64') cells.append(data.words.subarray(2 * taken, 2 * end))
    else if (cells.kind === 'boolean' && data.kind === 'boolean') cells.append(data.values.subarray(taken, end))
    else if (cells.kind === 'text') {
      const texts = own.map((text) => Buffer.from(`${String(text)}    `))
      const codes = texts.map((bytes) => cells.codeOf(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length - 4))
      cells.appendCodes(
        Int32Array.from(codes),
        texts.reduce((sum, { length }) => sum + length - 4, 0),
      )
    }
    taken = end
  }
}

/** What a column holds after so many rows, without the spare memory. */
function contents(cells: ColumnCells, rows: number): unknown {
  const weight = cells.weightBytes
  const data = cells.take(rows)
  const bits = data.present && [...data.present].slice(0, (rows + 7) >> 3)
  return { cells: toCells(data), count: data.count, bits, weight }
}

test.each(Object.keys(VALUES) as ColumnType[])('rows of a column of type %s that come together are as if they came one by one', (type) => {
  const group = fc.array(fc.option(VALUES[type], { freq: 4 }), { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(group, { maxLength: 5 }), (groups) => {
      const expected = columnOf(type).cells
      setAll(expected, groups.flat())
      const found = columnOf(type).cells
      let rows = 0
      for (const [i, together] of groups.entries()) {
        if (i % 3 === 2) {
          for (const [j, cell] of together.entries()) if (cell !== null) found.set(rows + j, cell)
        } else {
          const own = columnOf(type).cells
          setAll(own, together)
          append(found, own.take(together.length), rows, together.length >> (i % 2))
        }
        rows += together.length
      }
      expect(contents(found, rows)).toEqual(contents(expected, rows))
    }),
    { numRuns: 1_000, seed: 1 },
  )
})

test('texts are kept once while few are distinct, and each by itself when there are too many', () => {
  const { cells, settle } = columnOf('string')
  const texts = Array.from({ length: 40_000 }, (_, i) => (i < 10_000 ? `few ${i % 100}` : `own ${i}`))
  const take = (from: readonly string[]): { readonly distinct: number; readonly isPlain: boolean; readonly cells: Cell[] } => {
    for (const [row, text] of from.entries()) {
      cells.set(row, text)
      settle()
    }
    const data = cells.take(from.length)
    if (data.kind !== 'text') throw new TypeError('not text')
    return { distinct: data.distinct, isPlain: data.codes === undefined, cells: toCells(data) }
  }
  expect(take(texts.slice(0, 10_000))).toEqual({ distinct: 100, isPlain: false, cells: texts.slice(0, 10_000) })
  expect(take(texts)).toEqual({ distinct: 0, isPlain: true, cells: texts })
  // What has been plain stays so.
  expect(take(['a', 'a', ''])).toEqual({ distinct: 0, isPlain: true, cells: ['a', 'a', ''] })
})
